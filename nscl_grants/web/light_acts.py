"""Forms that ask for no fresh proof of who is there, by the reason for which they need none.

Every form stands here or in `proof.WEIGHTY`; a new one in neither is a red test, so that somebody decides.
"""

from collections.abc import Mapping

LIGHT: Mapping[str, frozenset[str]] = {
    "proves itself who is there: a password, a code, a mailed link, the provider's word": frozenset(
        {
            *("account.sign_in", "account.change_password", "second_step.check", "second_step.passkey"),
            *("second_step.ask_passkey", "proof.ask_passkey", "factors.confirm_app", "provider.finish"),
            *("recovery.ask", "recovery.ask_again", "recovery.prove", "recovery.set_password"),
            *("joining.accept_invitation", "joining.accept_as_new_person"),
            *("coming_in.send", "coming_in.register_organisation", "coming_in.send_claim"),
        }
    ),
    "only takes rights or doors away, one's own or, by an administrator, another's": frozenset(
        {
            *("account.logout", "account.end_session", "account.end_other_sessions", "admin.disable", "roles.end"),
            *("duties.end_delegation", "duties.end_absence", "coordinators.unassign"),
        }
    ),
    "a second person stands behind it, with a proof, before anything follows": frozenset(
        {
            *("allotments.new", "reconciliation.take_down", "letter_texts.propose", "norms.propose"),
            *("reference_lists.change", "reference_lists.add", "references.new_day", "duties.delegation"),
            *("data_requests.propose", "rejections.check", "decisions.recompute"),
        }
    ),
    "says no to what another proposed: everything stays as it was": frozenset(
        {
            *("allotments.decline", "references.decline", "memberships.decline", "roles.decline"),
            *("factor_resets.decline", "duties.decline"),
        }
    ),
    "a firm's own dossier, claim and talk: nothing is decided or paid by it": frozenset(
        {
            *("applicant.begin_application", "applicant.save", "applicant.autosave", "applicant.upload"),
            *("applicant.take_off", "applicant.step", "applicant.begin_claim", "applicant.save_claim_answers"),
            *("applicant.upload_for_claim", "applicant.take_off_claim", "applicant.send_claim", "talk.firm"),
            *("organisation.save_details", "members.add"),
        }
    ),
    "members of a firm among themselves: only who may send off, and one such member always stays": frozenset(
        {"members.invite", "members.change", "members.end"}
    ),
    "what came on paper, entered for the firm: looked at like the firm's own": frozenset(
        {
            *("intake.begin", "intake.enter", "drafts.save", "drafts.paper", "drafts.take_off"),
            *("intake_claims.begin_claim", "intake_claims.save_claim_answers", "intake_claims.upload_for_claim"),
            *("intake_claims.take_off_claim", "intake_claims.send_claim"),
        }
    ),
    "work on a case before it is decided, and steps that the case's workflow guards": frozenset(
        {
            *("cases.conflict", "talk.office", "opinions.write", "review.write", "assignment.give", "claims.step"),
            *("decision_corrections.correct", "decisions.give_number", "organisation_checks.note"),
        }
    ),
    "money that another duty lets go later, with a proof, or that went after one": frozenset(
        {
            *("payments.prepare", "batches.gather", "batches.take_out", "statements.upload", "statements.book"),
            *("science_steps.new", "science_steps.step"),
        }
    ),
    "a paper's words, number, scan or bundle: each version is kept, and signing asks for a proof": frozenset(
        {
            *("paper_texts.preview_typed", "paper_texts.save", "papers.register", "papers.void", "papers.print_claim"),
            *("signing.put", "scans.send", "scans.name", "scans.aside", "bundles.ask", "bundles.of_ticked"),
        }
    ),
    "results and reports of the plan: no money moves, every version is kept": frozenset(
        {
            *("agency_reports.new", "agency_reports.edit", "agency_reports.step", "coordinators.assign"),
            *("indicators.enter", "records.new", "records.correct", "records.upload", "records.remove"),
            *("records.withdraw", "sizes.declare", "report_lists.remind", "plan_reports.new", "plan_reports.part"),
            *("plan_reports.renew", "plan_reports.correct", "plan_reports.step", "report_scans.upload"),
        }
    ),
    "looks at more, on the record: the register of openings knows who asked": frozenset({"banks.open_number"}),
    "how one's own pages, lists, mail and data are kept": frozenset(
        {
            *("lists.keep", "payment_lists.keep", "decision_lists.keep", "organisations.keep", "record_lists.keep"),
            *("report_lists.keep", "account_lists.keep", "notices.read", "notices.choose", "applicant.read_notices"),
            *("personal.consent", "personal.ask", "duties.absence", "duties.interest", "duties.withdraw"),
        }
    ),
    "an answer about somebody's data, and the end of sessions that have outlived their time": frozenset(
        {"data_requests.reply", "data_requests.forget"}
    ),
}
"""By reason, the endpoints."""
