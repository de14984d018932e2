package dev.tidemark.verification.simulation.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The working copy that runs. */
final class Checkout {

    private static final String UNKNOWN = "unknown";

    private Checkout() {}

    /** The commit that is checked out, as far as its files tell. */
    static String commit() {
        String root = System.getProperty("tidemark.project.root");
        if (root == null) {
            return UNKNOWN;
        }
        Path git = Path.of(root).resolve(".git");
        try {
            String head = Files.readString(git.resolve("HEAD")).strip();
            return head.startsWith("ref: ") ? Files.readString(git.resolve(head.substring(5))).strip() : head;
        } catch (IOException elsewhere) {
            return UNKNOWN;
        }
    }
}
