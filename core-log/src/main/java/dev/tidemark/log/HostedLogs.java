package dev.tidemark.log;

import dev.tidemark.core.id.TopicPartition;
import java.util.UUID;

/** Which logs the cluster's metadata gives to this broker. Asked while logs are opened, from any thread. */
public interface HostedLogs {

    /** Where there is no metadata: whatever is on the disk. */
    HostedLogs ALL = new HostedLogs() {
        @Override
        public boolean hosts(TopicPartition partition) {
            return true;
        }

        @Override
        public boolean hosts(TopicPartition partition, UUID topicId) {
            return true;
        }
    };

    /** Whether there is to be a log of this name. */
    boolean hosts(TopicPartition partition);

    /** Whether that is one of this topic, and not of an earlier one of the name. */
    boolean hosts(TopicPartition partition, UUID topicId);
}
