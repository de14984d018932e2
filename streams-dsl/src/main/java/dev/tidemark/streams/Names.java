package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.regex.Pattern;

/** What may be the name of a node: it becomes part of a topic's name. */
final class Names {

    private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9._-]{1,150}");

    private Names() {}

    static String checked(String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "A node cannot be called '" + name + "'",
                    "name '" + name + "'", "names become part of topic names: 1 to 150 of a-z A-Z 0-9 . _ -",
                    "choose another name");
        }
        return name;
    }
}
