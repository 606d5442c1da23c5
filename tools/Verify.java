import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Says of each paper whether it keeps a flavour: java Verify 2b,ua1 paper.pdf ...; one line a paper and flavour. */
public class Verify {
    public static void main(String[] given) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String path : Arrays.copyOfRange(given, 1, given.length)) {
            for (String name : given[0].split(",")) {
                System.out.println(new File(path).getName() + "\t" + name + "\t" + verdict(path, PDFAFlavour.byFlavourId(name)));
            }
        }
    }

    private static String verdict(String path, PDFAFlavour flavour) throws Exception {
        try (InputStream stream = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 100, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, String> broken = new LinkedHashMap<>();
            for (TestAssertion each : result.getTestAssertions()) {
                if (each.getStatus() == TestAssertion.Status.FAILED) {
                    broken.put(each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber(), each.getMessage());
                }
            }
            return result.isCompliant() ? "pass" : "fail\t" + broken;
        }
    }
}
