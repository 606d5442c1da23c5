// A certified OpenID provider with one client, on the port and for the address of the way back that are named.
// Its sign-in page takes any name and password; the name is the subject.
import Provider from "oidc-provider";

const [port, client_id, client_secret, redirect_uri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id, client_secret, redirect_uris: [redirect_uri], grant_types: ["authorization_code"], response_types: ["code"] }],
  cookies: { keys: ["a key for tests alone"] },
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
