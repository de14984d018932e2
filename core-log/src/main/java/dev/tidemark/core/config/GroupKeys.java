package dev.tidemark.core.config;

import static dev.tidemark.core.config.ConfigScope.GROUP;
import static dev.tidemark.core.config.KeyRow.int32;

import java.util.List;

/** The keys of one consumer group (KIP-848), over the broker's defaults. Kafka's names and defaults. */
public final class GroupKeys {

    public static final ConfigKey<Integer> CONSUMER_SESSION_TIMEOUT_MS = int32(GROUP, "consumer.session.timeout.ms",
            45_000, 1,
            "Time without a heartbeat after which a member of a group with server-side assignment is taken for gone.")
            .orBy("group.consumer.session.timeout.ms");
    public static final ConfigKey<Integer> CONSUMER_HEARTBEAT_INTERVAL_MS = int32(GROUP,
            "consumer.heartbeat.interval.ms", 5_000, 1,
            "Time between the heartbeats that members of a group with server-side assignment are told to send.")
            .orBy("group.consumer.heartbeat.interval.ms");
    public static final ConfigKey<Integer> CONSUMER_ASSIGNMENT_INTERVAL_MS = int32(GROUP,
            "consumer.assignment.interval.ms", 1_000, 0,
            "Least time between two assignments of a group with server-side assignment; changes of its members that come meanwhile are taken together.")
            .orBy("group.consumer.assignment.interval.ms");

    /** All of them, in the order of the reference. */
    static final List<ConfigKey<?>> ALL = List.of(CONSUMER_SESSION_TIMEOUT_MS, CONSUMER_HEARTBEAT_INTERVAL_MS,
            CONSUMER_ASSIGNMENT_INTERVAL_MS);

    private GroupKeys() {}
}
