package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates topics (API 19).
 *
 * <ul>
 * <li>4: -1 as partition count or replication factor means the broker's default (KIP-464)</li>
 * <li>5: first flexible version (compact lengths, tagged fields)</li>
 * <li>6: THROTTLING_QUOTA_EXCEEDED may be answered (KIP-599)</li>
 * <li>7: the answer carries ids</li>
 * </ul>
 */
@Api(key = ApiKey.CREATE_TOPICS, versions = "2-7", flexible = "5+")
public record CreateTopicsRequest(
        List<CreatableTopic> topics,
        @Absent("60000") int timeoutMs,
        boolean validateOnly) implements Request {

    /** A topic to create. */
    public record CreatableTopic(
            String name,
            int numPartitions,
            short replicationFactor,
            List<CreatableReplicaAssignment> assignments,
            List<CreatableTopicConfig> configs) {

        /** Starts from the values that an absent field stands for. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects the components of a {@link CreatableTopic}. */
        public static final class Builder {
            private String name = "";
            private int numPartitions;
            private short replicationFactor;
            private List<CreatableReplicaAssignment> assignments = List.of();
            private List<CreatableTopicConfig> configs = List.of();

            private Builder() {}

            public Builder name(String name) {
                this.name = name;
                return this;
            }

            public Builder numPartitions(int numPartitions) {
                this.numPartitions = numPartitions;
                return this;
            }

            public Builder replicationFactor(short replicationFactor) {
                this.replicationFactor = replicationFactor;
                return this;
            }

            public Builder assignments(List<CreatableReplicaAssignment> assignments) {
                this.assignments = assignments;
                return this;
            }

            public Builder configs(List<CreatableTopicConfig> configs) {
                this.configs = configs;
                return this;
            }

            public CreatableTopic build() {
                return new CreatableTopic(name, numPartitions, replicationFactor, assignments, configs);
            }
        }
    }

    /** Where one partition shall live. */
    public record CreatableReplicaAssignment(int partitionIndex, List<Integer> brokerIds) {}

    /** A setting of the topic. */
    public record CreatableTopicConfig(String name, @Nullable String value) {}
}
