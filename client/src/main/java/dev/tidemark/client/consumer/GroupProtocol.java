package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.TidemarkException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link GroupMembership} needs of its user: the assignment strategies it offers and what to do when one was decided. Called
 * on the membership's loop; none of it may block.
 *
 * <p>Bytes are opaque to the membership. Consumers use the layout of KIP-429 ({@code ConsumerProtocol}); the streams runtime
 * brings its own.
 */
public interface GroupProtocol {

    /** One strategy offered on joining: its name and this member's metadata for it. */
    record Strategy(String name, ByteBuffer metadata) {}

    /** A member as the leader sees it. */
    record Member(String memberId, @Nullable String groupInstanceId, ByteBuffer metadata) {}

    /** What was decided for this member. */
    record Assignment(int generation, String memberId, String strategy, ByteBuffer bytes) {}

    /** {@code consumer} for consumers; members of one group agree on it. */
    String protocolType();

    /** The strategies, most wanted first; asked before every JoinGroup. */
    List<Strategy> strategies();

    /**
     * Called before every JoinGroup, which leaves once the stage completes: here an eager member gives up all, a cooperative one
     * only commits what it must. Offsets must not be committed from the stage's completion until
     * {@link #joined}.
     */
    CompletionStage<Void> beforeJoin(GroupMetadata current);

    /** This member leads: decides for all. A failed stage ends the round and the member rejoins. */
    CompletionStage<Map<String, ByteBuffer>> assign(String strategy, List<Member> members);

    /** A round ended with this assignment. Call {@link GroupMembership#requestRejoin} to start another. */
    void joined(Assignment assignment);

    /** Membership was lost (session expired, fenced): what was assigned may already belong to others. It joins again by itself. */
    void lost(String reason);

    /** Membership ended for good: fenced by another member of the same instance id, refused, or a wrong setting. */
    void failed(TidemarkException why);
}
