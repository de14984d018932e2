package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that members of protocol type {@code consumer} exchange through the coordinator, which does not look into them: the
 * subscription of a member and the assignment to it. Big-endian, strings with an int16 length, arrays with an int32 count.
 *
 * <pre>
 * subscription  version:int16 topics:[string] userData:bytes|null
 *               v1+ owned:[topic:string [int32]]  v2+ generation:int32  v3+ rack:string|null
 * assignment    version:int16 partitions:[topic:string [int32]] userData:bytes|null
 * </pre>
 *
 * <p>In a cooperative round (KIP-429) a member that has to give something up is to join once more when it has done so, and what it gives up is
 * nobody's until then. If its process ends in between, the one that takes its place as a static member (KIP-345) is handed the same assignment, owns
 * nothing and would wait for ever. So such an assignment says what is expected, as user data of one byte, 1; members that do not know it ignore it.
 */
public final class ConsumerProtocol {

    /** The protocol type of consumers, and of stream applications, so that tools show their assignments. */
    public static final String TYPE = "consumer";
    private static final short VERSION = 3;
    private static final byte GIVES_UP = 1;

    private ConsumerProtocol() {}

    /** A member's subscription. */
    public static ByteBuffer subscription(Collection<String> topics, @Nullable ByteBuffer userData,
            Collection<TopicPartition> owned, int generation) {
        int size = 2 + 4 + topics.stream().mapToInt(ConsumerProtocol::sizeOf).sum() + sizeOf(userData)
                + sizeOfPartitions(owned) + 4 + 2;
        ByteBuffer out = ByteBuffer.allocate(size).putShort(VERSION).putInt(topics.size());
        topics.forEach(topic -> put(out, topic));
        put(out, userData);
        put(out, owned);
        return out.putInt(generation).putShort((short) -1).flip();
    }

    /** What a member is given. */
    public static ByteBuffer assignment(Collection<TopicPartition> partitions) {
        return assignment(partitions, null);
    }

    /** What a member is given that has to give something else up and join once more. */
    public static ByteBuffer assignmentToGiveUp(Collection<TopicPartition> partitions) {
        return assignment(partitions, ByteBuffer.wrap(new byte[]{GIVES_UP}));
    }

    private static ByteBuffer assignment(Collection<TopicPartition> partitions, @Nullable ByteBuffer userData) {
        ByteBuffer out = ByteBuffer.allocate(2 + sizeOfPartitions(partitions) + sizeOf(userData)).putShort((short) 1);
        put(out, partitions);
        put(out, userData);
        return out.flip();
    }

    /**
     * A member's subscription; fields that newer versions add at the end are left unread.
     *
     * @throws TidemarkException {@code REQUEST_FAILED} if the bytes are no subscription
     */
    static Assignor.Subscriber subscriber(GroupProtocol.Member member) {
        try {
            ByteBuffer in = member.metadata().duplicate();
            short version = in.getShort();
            int topicCount = count(in, 2);
            Set<String> topics = new TreeSet<>();
            for (int i = 0; i < topicCount; i++) {
                topics.add(string(in));
            }
            ByteBuffer userData = bytes(in);
            Set<TopicPartition> owned = version >= 1 ? partitions(in) : Set.of();
            int generation = version >= 2 ? in.getInt()
                    : userData != null && userData.remaining() == 4 ? userData.getInt() : -1;
            return new Assignor.Subscriber(member.memberId(), member.groupInstanceId(), topics, owned, generation);
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            throw unreadable("subscription", member.memberId(), broken);
        }
    }

    /**
     * What a member put beside its subscription, or null.
     *
     * @throws TidemarkException {@code REQUEST_FAILED} if the bytes are no subscription
     */
    public static @Nullable ByteBuffer userData(GroupProtocol.Member member) {
        try {
            ByteBuffer in = member.metadata().duplicate();
            in.getShort();
            int topicCount = count(in, 2);
            for (int i = 0; i < topicCount; i++) {
                string(in);
            }
            return bytes(in);
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            throw unreadable("subscription", member.memberId(), broken);
        }
    }

    /**
     * What the leader gave.
     *
     * @throws TidemarkException {@code REQUEST_FAILED} if the bytes are no assignment
     */
    public static Set<TopicPartition> assigned(GroupProtocol.Assignment assignment) {
        return assigned(assignment.memberId(), assignment.bytes());
    }

    /**
     * What an assignment's bytes say.
     *
     * @throws TidemarkException {@code REQUEST_FAILED} if they are no assignment
     */
    public static Set<TopicPartition> assigned(String memberId, ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate();
        if (!in.hasRemaining()) {
            return Set.of();
        }
        try {
            in.getShort();
            return partitions(in);
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            throw unreadable("assignment", memberId, broken);
        }
    }

    /**
     * Whether the member, or the one whose place it took, is to give something up and to join once more.
     *
     * @throws TidemarkException {@code REQUEST_FAILED} if the bytes are no assignment
     */
    public static boolean givesUp(GroupProtocol.Assignment assignment) {
        ByteBuffer in = assignment.bytes().duplicate();
        if (!in.hasRemaining()) {
            return false;
        }
        try {
            in.getShort();
            partitions(in);
            ByteBuffer userData = bytes(in);
            return userData != null && userData.remaining() == 1 && userData.get() == GIVES_UP;
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            throw unreadable("assignment", assignment.memberId(), broken);
        }
    }

    private static TidemarkException unreadable(String what, String memberId, Exception cause) {
        return new TidemarkException(FailureCode.REQUEST_FAILED, "A group member's " + what + " cannot be read",
                "member " + memberId, "its bytes end early or name impossible lengths",
                "see that all members of the group are consumers with the same partition.assignment.strategy", cause);
    }

    private static int sizeOf(String text) {
        return 2 + text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int sizeOf(@Nullable ByteBuffer bytes) {
        return 4 + (bytes == null ? 0 : bytes.remaining());
    }

    private static int sizeOfPartitions(Collection<TopicPartition> partitions) {
        return 4 + byTopic(partitions).entrySet()
                .stream()
                .mapToInt(topic -> sizeOf(topic.getKey()) + 4 + 4 * topic.getValue().size())
                .sum();
    }

    private static Map<String, List<Integer>> byTopic(Collection<TopicPartition> partitions) {
        Map<String, List<Integer>> topics = new TreeMap<>();
        for (TopicPartition partition : new TreeSet<>(partitions)) {
            topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>()).add(partition.partition());
        }
        return topics;
    }

    private static void put(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static void put(ByteBuffer out, @Nullable ByteBuffer bytes) {
        out.putInt(bytes == null ? -1 : bytes.remaining());
        if (bytes != null) {
            out.put(bytes.duplicate());
        }
    }

    private static void put(ByteBuffer out, Collection<TopicPartition> partitions) {
        Map<String, List<Integer>> topics = byTopic(partitions);
        out.putInt(topics.size());
        topics.forEach((topic, indexes) -> {
            put(out, topic);
            out.putInt(indexes.size());
            indexes.forEach(out::putInt);
        });
    }

    private static Set<TopicPartition> partitions(ByteBuffer in) {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        int topics = count(in, 6);
        for (int i = 0; i < topics; i++) {
            String topic = string(in);
            int indexes = count(in, 4);
            for (int j = 0; j < indexes; j++) {
                partitions.add(new TopicPartition(topic, in.getInt()));
            }
        }
        return partitions;
    }

    /** A count that the bytes left can hold. */
    private static int count(ByteBuffer in, int bytesEach) {
        int count = in.getInt();
        if (count < 0 || (long) count * bytesEach > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    private static String string(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static @Nullable ByteBuffer bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }
}
