package dev.tidemark.broker.group;

import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.config.ConsumerGroupBounds;
import dev.tidemark.core.failure.TidemarkException;
import java.util.HashMap;
import java.util.Map;

/**
 * The times that one group of the consumer protocol goes by: its own settings over the broker's.
 *
 * @param sessionTimeoutMs silence after which a member is out
 * @param heartbeatIntervalMs what members are told
 * @param assignmentIntervalMs least time between two target assignments
 */
public record ConsumerTimes(int sessionTimeoutMs, int heartbeatIntervalMs, int assignmentIntervalMs) {

    /** Those of a group with these settings of its own. */
    static ConsumerTimes of(Config broker, Map<String, String> own) {
        Config group = Config.ofGroup(broker, "", usable(own));
        return new ConsumerTimes(ConsumerGroupBounds.sessionTimeoutMs(broker, group),
                ConsumerGroupBounds.heartbeatIntervalMs(broker, group),
                ConsumerGroupBounds.assignmentIntervalMs(broker, group));
    }

    /** What this program can read; other settings come from another version of it, and the group goes by the broker's instead. */
    private static Map<String, String> usable(Map<String, String> own) {
        Map<String, String> usable = new HashMap<>();
        own.forEach((name, value) -> {
            try {
                usable.putAll(Config.of(ConfigScope.GROUP, Map.of(name, value)).texts());
            } catch (TidemarkException unusable) {
                usable.remove(name);
            }
        });
        return usable;
    }
}
