package dev.tidemark.broker.group;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What survives of a group: its last completed generation. Immutable.
 *
 * @param protocolType what kind of group: {@code consumer}, {@code connect}, ...
 * @param generation counts rebalances
 * @param protocol the assignor chosen, or null for an empty group
 * @param leader the member that assigns, or null for an empty group
 * @param stateTimestampMs wall time since which the group is as it is, or -1 (old records)
 * @param members with their assignments; none for an empty group
 */
public record GroupMetadata(String protocolType, int generation, @Nullable String protocol, @Nullable String leader,
        long stateTimestampMs, List<SavedMember> members) {

    public GroupMetadata {
        members = List.copyOf(members);
    }

    /**
     * A member of a completed generation.
     *
     * @param subscription what it asked for, in the words of the chosen protocol
     * @param assignment what it got, likewise
     */
    public record SavedMember(String memberId, @Nullable String instanceId, String clientId, String clientHost,
            int rebalanceTimeoutMs, int sessionTimeoutMs, ByteBuffer subscription, ByteBuffer assignment) {

        public SavedMember {
            subscription = subscription.asReadOnlyBuffer();
            assignment = assignment.asReadOnlyBuffer();
        }
    }
}
