package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.tidemark.protocol.message.DeleteGroupsRequest;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import dev.tidemark.protocol.message.ListTransactionsRequest;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataRequest.MetadataRequestTopic;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.record.RecordBytes;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message takes of the heap once it is read, as it is counted and as it is. */
class ObjectBytesTest {

    private static final UUID ZERO = new UUID(0, 0);
    private static final int ELEMENTS = 400_000;
    /** What else may come and go in this process. */
    private static final long NOISE_BYTES = 2 << 20;

    /** A message of many elements, the same one again and again; its bytes are small. */
    private record Wide<M>(String of, M message, int version) {

        @SuppressWarnings("unchecked")
        MessageCodec<M> codec() {
            return MessageCodecs.of((Class<M>) message.getClass());
        }

        ByteBuffer bytes() {
            return codec().toBuffer(message, (short) version);
        }

        M read(WireReader in) {
            return codec().read(in, (short) version);
        }

        @Override
        public String toString() {
            return of;
        }
    }

    private static <E> List<E> many(E element) {
        return Collections.nCopies(ELEMENTS, element);
    }

    static Stream<Wide<?>> wideMessages() {
        JoinGroupRequest join = JoinGroupRequest.builder()
                .protocols(many(new JoinGroupRequestProtocol("", ByteBuffer.allocate(0))))
                .build();
        ProduceRequest batches = new ProduceRequest(null, (short) 1, 0, List.of(new TopicProduceData("", ZERO,
                many(new PartitionProduceData(0, RecordBytes.of(ByteBuffer.allocate(1)))))));
        return Stream.of(
                new Wide<>("empty strings", new DeleteGroupsRequest(many("")), 2),
                new Wide<>("strings of one byte a character", new DeleteGroupsRequest(many("ab")), 2),
                new Wide<>("strings of two bytes a character",
                        new DeleteGroupsRequest(many("\u5ba2" + "x".repeat(30))),
                        2),
                new Wide<>("records of a string and bytes", join, 6),
                new Wide<>("records of an id",
                        new MetadataRequest(many(new MetadataRequestTopic(ZERO, null)), true, false, false), 12),
                new Wide<>("records of a string and a list",
                        new OffsetFetchRequest("", many(new OffsetFetchRequestTopic("", List.of())), List.of(), false),
                        6),
                new Wide<>("records of a number and batches", batches, 9),
                new Wide<>("ints",
                        new OffsetFetchRequest("", List.of(new OffsetFetchRequestTopic("", many(1_000))), List.of(),
                                false),
                        6),
                new Wide<>("longs", new ListTransactionsRequest(List.of(), many(1_000L), -1, null), 0));
    }

    @ParameterizedTest
    @MethodSource("wideMessages")
    <M> void a_message_takes_no_more_than_was_counted_and_not_much_less(Wide<M> wide) {
        ByteBuffer bytes = wide.bytes();
        wide.read(new WireReader(bytes.duplicate())); // plans the version
        long before = usedBytes();
        WireReader in = new WireReader(bytes);
        M message = wide.read(in);
        long taken = usedBytes() - before;
        Reference.reachabilityFence(message);
        assertThat(taken).isLessThan(in.objectBytes() + NOISE_BYTES);
        assertThat(in.objectBytes()).isLessThan(2 * taken + NOISE_BYTES);
        assertThat(in.objectBytes()).as("what a byte becomes").isLessThan(45L * bytes.limit());
        assertThat(in.objectBytes()).as("enough to be seen").isGreaterThan(4 * NOISE_BYTES);
    }

    @ParameterizedTest
    @MethodSource("wideMessages")
    <M> void what_would_take_too_much_is_refused_before_it_is_made(Wide<M> wide) {
        ByteBuffer bytes = wide.bytes();
        WireReader unbounded = new WireReader(bytes.duplicate());
        wide.read(unbounded);
        long all = unbounded.objectBytes();
        assertThat(wide.read(new WireReader(bytes.duplicate(), all))).isEqualTo(wide.message());
        assertThat(catchThrowable(() -> wide.read(new WireReader(bytes.duplicate(), all - 1))))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(all - 1 + " bytes of memory");

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable refusal = catchThrowable(() -> wide.read(new WireReader(bytes.duplicate(), 10_000)));
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(refusal).isInstanceOf(MalformedMessage.class);
        assertThat(taken).isLessThan(NOISE_BYTES);
    }

    @Test
    void one_reader_counts_all_that_is_read_through_it() {
        WireReader in = new WireReader(ByteBuffer.allocate(40));
        in.readUuid();
        assertThat(in.objectBytes()).isEqualTo(ObjectBytes.UUID);
        in.readUtf8(4);
        assertThat(in.objectBytes()).isEqualTo(ObjectBytes.UUID + ObjectBytes.text(4));
        in.readBytes(4);
        in.readRecords(4);
        int all = ObjectBytes.UUID + ObjectBytes.text(4) + 2 * ObjectBytes.SLICE + ObjectBytes.BATCHES;
        assertThat(in.objectBytes()).isEqualTo(all);
        assertThat(catchThrowable(() -> in.readUtf8(1_000))).isInstanceOf(MalformedMessage.class);
        assertThat(in.objectBytes()).as("what was not made does not count").isEqualTo(all);
    }

    private static long usedBytes() {
        for (int i = 0; i < 4; i++) { // the serial collector leaves some of the dead where they are, but not each time
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
