package dev.tidemark.core.config;

import java.util.Locale;
import java.util.TreeSet;

/** The reference page of all keys, written from the table: {@code docs/reference/configuration.md} is this text. */
public final class ConfigReference {

    private ConfigReference() {}

    /** The page, in Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                        # Configuration

                        Written from the key table in `dev.tidemark.core.config`; a test fails when this page is stale, and
                        `mvn -pl core-log test -Dtest=ConfigReferenceTest -Dregenerate=true` writes it anew.

                        Kafka's keys keep Kafka's names, types and defaults; our own start with `tidemark.`. A key that Apache Kafka 4.4 has and
                        Tidemark does not serve is warned about once at start (the lists are at the end). Any other unknown key is an error that
                        names the nearest one. `--set KEY=VALUE` goes over the file. A key in *also* sets the one in its row when that is not set.

                        Keys of a topic and of a group can be changed at any time, as can a broker's that are marked **at run time**:
                        [change a setting at run time](../how-to/change-settings.md) says how.
                        """);
        for (ConfigScope scope : ConfigScope.values()) {
            page.append("\n## Keys of ").append(title(scope)).append("\n\n");
            page.append("| key | type | default | allowed | what it does | also |\n|---|---|---|---|---|---|\n");
            for (ConfigKey<?> key : ConfigTable.standard().keys(scope)) {
                row(page, key);
            }
        }
        page.append("\n## Keys of Apache Kafka that are not served\n");
        notServed(page, ConfigScope.BROKER);
        notServed(page, ConfigScope.TOPIC);
        notServed(page, ConfigScope.CLIENT);
        return page.toString();
    }

    private static String title(ConfigScope scope) {
        return switch (scope) {
            case BROKER -> "a broker";
            case TOPIC -> "a topic";
            case GROUP -> "a group";
            case APP -> "an app";
            case CLIENT -> "a client";
        };
    }

    private static void row(StringBuilder page, ConfigKey<?> key) {
        String defaultText = key.defaultText();
        page.append("| `")
                .append(key.name())
                .append("` | ")
                .append(key.type().name().toLowerCase(Locale.ROOT))
                .append(" | ");
        page.append(defaultText == null ? "" : defaultText.isEmpty() ? "empty" : "`" + defaultText + "`").append(" | ");
        String when = key.scope() == ConfigScope.BROKER && DynamicKeys.contains(key.name()) ? " **At run time.**" : "";
        page.append(key.allowedWords()).append(" | ").append(key.doc().replace("|", "\\|")).append(when).append(" | ");
        String separator = "";
        for (ConfigKey.Synonym synonym : key.synonyms()) {
            page.append(separator).append('`').append(synonym.name()).append('`');
            page.append(synonym.factor() == 1 ? "" : " × " + synonym.factor());
            separator = ", ";
        }
        page.append(" |\n");
    }

    private static void notServed(StringBuilder page, ConfigScope scope) {
        page.append("\nOf ").append(title(scope)).append(":\n\n");
        for (String name : new TreeSet<>(ConfigTable.standard().kafkaNames(scope))) {
            page.append("- `").append(name).append("`\n");
        }
    }
}
