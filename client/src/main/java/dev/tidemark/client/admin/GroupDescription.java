package dev.tidemark.client.admin;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of the classic or of the consumer protocol.
 *
 * @param error {@code NONE}, or why nothing else is known
 * @param state {@code Empty}, {@code PreparingRebalance}, {@code CompletingRebalance}, {@code Stable} or {@code Dead}; of the consumer protocol
 *     {@code Empty}, {@code Assigning}, {@code Reconciling} or {@code Stable}
 * @param strategy the assignment strategy that its members agreed on, or the assignor of the coordinator; empty without one
 */
public record GroupDescription(String groupId, ErrorCode error, String state, String protocolType, String strategy,
        List<Member> members) {

    /**
     * A member.
     *
     * @param assigned what it reads, where the group's members are consumers; empty otherwise
     */
    public record Member(String memberId, @Nullable String groupInstanceId, String clientId, String host,
            Set<TopicPartition> assigned) {}
}
