package dev.tidemark.broker.group.consumer;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a consumer group asks for. Immutable.
 *
 * @param memberId who it is
 * @param instanceId its static name, if it has one (KIP-345)
 * @param rackId where it is, if it says so
 * @param clientId for people
 * @param clientHost for people
 * @param topics the topics that it names
 * @param regex the topics that it describes, or null; never empty
 * @param rebalanceTimeoutMs how long it may take to give partitions back
 * @param serverAssignor the assignor that it prefers, or null
 * @param classic what it said beyond that in the classic protocol, or null if it speaks the consumer protocol
 */
public record ConsumerMember(String memberId, @Nullable String instanceId, @Nullable String rackId, String clientId,
        String clientHost, SortedSet<String> topics, @Nullable String regex, int rebalanceTimeoutMs,
        @Nullable String serverAssignor, @Nullable ClassicSide classic) {

    /**
     * What only the classic protocol has.
     *
     * @param sessionTimeoutMs silence after which the member is out
     * @param protocols its assignors, the preferred one first
     */
    public record ClassicSide(int sessionTimeoutMs, List<ClassicProtocol> protocols) {
        public ClassicSide {
            protocols = List.copyOf(protocols);
        }
    }

    /** A client-side assignor, and what the member tells it. */
    public record ClassicProtocol(String name, ByteBuffer metadata) {
        public ClassicProtocol {
            metadata = metadata.asReadOnlyBuffer();
        }
    }

    public ConsumerMember {
        topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
    }

    /** A member that asks for nothing yet. */
    public static ConsumerMember of(String memberId) {
        return new ConsumerMember(memberId, null, null, "", "", Collections.emptySortedSet(), null, -1, null, null);
    }

    /** Whether it speaks the classic protocol. */
    public boolean isClassic() {
        return classic != null;
    }

    /** Whether both ask for the same topics. */
    public boolean subscribesAs(ConsumerMember other) {
        return topics.equals(other.topics) && Objects.equals(regex, other.regex);
    }

    /** The same member under another id. */
    public ConsumerMember renamed(String newMemberId) {
        return new ConsumerMember(newMemberId, instanceId, rackId, clientId, clientHost, topics, regex,
                rebalanceTimeoutMs, serverAssignor, classic);
    }

    /** The same, for a client that speaks from here. */
    public ConsumerMember from(String newClientId, String newClientHost, @Nullable ClassicSide newClassic) {
        return new ConsumerMember(memberId, instanceId, rackId, newClientId, newClientHost, topics, regex,
                rebalanceTimeoutMs, serverAssignor, newClassic);
    }

    /** The same, with what is not null taken over. An empty regular expression means none. */
    public ConsumerMember with(@Nullable String newInstanceId, @Nullable String newRackId, int newRebalanceTimeoutMs,
            @Nullable Set<String> newTopics, @Nullable String newRegex, @Nullable String newAssignor) {
        return new ConsumerMember(memberId, newInstanceId == null ? instanceId : newInstanceId,
                newRackId == null ? rackId : newRackId, clientId, clientHost,
                newTopics == null ? topics : new TreeSet<>(newTopics),
                newRegex == null ? regex : newRegex.isEmpty() ? null : newRegex,
                newRebalanceTimeoutMs < 0 ? rebalanceTimeoutMs : newRebalanceTimeoutMs,
                newAssignor == null ? serverAssignor : newAssignor, classic);
    }
}
