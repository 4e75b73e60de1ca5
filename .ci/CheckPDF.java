// java -cp CLASSPATH CheckPDF.java FILE...: exit 0 where every file conforms to PDF/A-3a and PDF/UA-1.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public final class CheckPDF {
    private static final String PROFILES = "/org/verapdf/pdfa/validation/";

    private static ValidationProfile profile(String name) throws Exception {
        try (InputStream xml = PDFAValidator.class.getResourceAsStream(PROFILES + name + ".xml")) {
            return Profiles.profileFromXml(xml);
        }
    }

    private static ValidationResult validate(String file, ValidationProfile profile) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (PDFAParser parser = foundry.createParser(new FileInputStream(file), profile.getPDFAFlavour());
                PDFAValidator validator = foundry.createValidator(profile, false)) {
            return validator.validate(parser);
        }
    }

    /** Prints each rule that is broken once; true where none is. */
    private static boolean check(String file, String name) throws Exception {
        ValidationResult result = validate(file, profile(name));
        var broken = new TreeSet<String>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                var rule = assertion.getRuleId();
                String message = assertion.getMessage().replaceAll("\\s+", " ");
                broken.add(rule.getClause() + "-" + rule.getTestNumber() + " " + message);
            }
        }
        for (String rule : broken) {
            System.out.println(file + ": " + name + ": " + rule);
        }
        return result.isCompliant();
    }

    public static void main(String[] files) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        boolean conforms = true;
        for (String file : files) {
            for (String name : new String[] {"PDFA-3A", "PDFUA-1"}) {
                conforms &= check(file, name);
            }
        }
        System.exit(conforms ? 0 : 1);
    }
}
