package dev.tidemark.streams.topology;

import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.JoinSpec;
import dev.tidemark.streams.plan.SessionSpec;
import dev.tidemark.streams.plan.WindowSpec;
import java.util.Map;

/**
 * A store and its changelog.
 *
 * @param name the user's
 * @param changelogTopic {@code <application.id>-<name>-changelog}
 */
public record StoreSpec(String name, String changelogTopic, Layout layout, Serde<Object> keySerde,
        Serde<Object> valueSerde) {

    /** How keys are laid out. */
    public sealed interface Layout {

        /** One value per key. */
        record KeyValue() implements Layout {}

        /** One value per key and window. */
        record Windowed(WindowSpec windows) implements Layout {}

        /** One value per key and session. */
        record Session(SessionSpec sessions) implements Layout {}

        /** The records of one side of a join, per key and millisecond; the value serde is that of one of them. */
        record JoinSide(JoinSpec windows) implements Layout {}
    }

    /**
     * The settings of the changelog topic. Never time retention: event times may be old. A changelog of windows or sessions is
     * trimmed by DeleteRecords once they have fired, hence the second policy with nothing that expires by itself.
     */
    public Map<String, String> changelogSettings() {
        return switch (layout) {
            case Layout.KeyValue keyValue -> InternalTopic.settings("compact");
            case Layout.Windowed windowed -> InternalTopic.settings("compact,delete");
            case Layout.Session session -> InternalTopic.settings("compact,delete");
            case Layout.JoinSide side -> InternalTopic.settings("compact,delete");
        };
    }
}
