package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.MessageCatalog;
import dev.tidemark.protocol.message.MetadataRequest;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Bytes that nobody should have sent: every reader answers with one kind of exception, and takes no memory on their word. */
class MalformedInputTest {

    private static final long SEED = Long.getLong("seed", 20260102L);
    private static final int INPUTS = 20_000;

    /** What may be allocated for an input of a few hundred bytes, strings, records, lists and the exception included. */
    private static final long ALLOCATED_BYTES_MAX = 256 * 1024;

    @Test
    void damaged_messages_are_malformed_and_cost_no_memory() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<Class<?>> types = KafkaComparisonTest.messages().toList();
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        Map<String, KafkaSchema> schemas = new HashMap<>();
        int malformed = 0;
        for (int i = 0; i < INPUTS; i++) {
            MessageCodec<?> codec = MessageCodecs.of(types.get(i % types.size()));
            int versions = codec.versions().highest() - codec.versions().lowest() + 1;
            short version = (short) (codec.versions().lowest() + random.nextInt(versions));
            KafkaSchema schema = schemas.computeIfAbsent(codec.type().getSimpleName(), KafkaSchema::load);
            ByteBuffer valid = KafkaMessages.bytesOf(KafkaMessages.random(schema, version, random), version);
            codec.fromBuffer(valid.duplicate(), version); // plans the version, so that planning is not counted
            byte[] bytes = damaged(valid, random);

            long before = memory.getThreadAllocatedBytes(thread);
            Throwable failure = catchThrowable(() -> codec.read(new WireReader(ByteBuffer.wrap(bytes)), version));
            long allocated = memory.getThreadAllocatedBytes(thread) - before;

            String context = codec.type().getSimpleName() + " version " + version + ", input " + i + ", seed " + SEED
                    + ": " + HexFormat.of().formatHex(bytes);
            if (failure != null) {
                malformed++;
                assertThat(failure).as(context).isExactlyInstanceOf(MalformedMessage.class);
                MalformedMessage named = (MalformedMessage) failure;
                assertThat(named.path()).as(context).startsWith(codec.type().getSimpleName());
                assertThat(named.position()).as(context).isBetween(0, bytes.length);
            }
            assertThat(allocated).as(context).isLessThan(ALLOCATED_BYTES_MAX + 64L * bytes.length);
        }
        assertThat(malformed).as("inputs that were refused, seed " + SEED).isGreaterThan(INPUTS / 3);
    }

    @Test
    void damaged_headers_are_malformed() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < INPUTS; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && random.nextBoolean()) {
                bytes[0] = 0;
                bytes[1] = (byte) random.nextInt(80);
            }
            Throwable failure = catchThrowable(() -> HeaderCodec.readRequest(new WireReader(ByteBuffer.wrap(bytes)),
                    MessageCatalog::flexibleRequest));
            if (failure != null) {
                assertThat(failure).as(HexFormat.of().formatHex(bytes)).isExactlyInstanceOf(MalformedMessage.class);
            }
        }
    }

    @Test
    void a_count_that_the_bytes_cannot_hold_is_refused_before_the_list_exists() {
        // replicaId, maxWaitMs, minBytes, maxBytes, isolationLevel, then 2^31 - 1 topics
        String claim = "ffffffff" + "00000000".repeat(2) + "7fffffff" + "00" + "7fffffff" + "0000".repeat(8);
        assertThatThrownBy(() -> read(FetchRequest.class, 4, claim)).isInstanceOf(MalformedMessage.class)
                .hasMessage("byte 21, FetchRequest.topics: a count of 2147483647 elements of 6 or more bytes each, "
                        + "but 16 bytes are left");
    }

    @Test
    void the_path_names_the_element() {
        // one topic "t" with two partitions, the second one cut short
        String cut = "ffffffff" + "00000000".repeat(2) + "7fffffff" + "00" + "00000001" + "000174" + "00000002"
                + "00000000" + "0000000000000001" + "00000010" + "00000001" + "0000000000000001" + "0000";
        assertThatThrownBy(() -> read(FetchRequest.class, 4, cut + "00")).isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("FetchRequest.topics[0].partitions: a count of 2");
        assertThatThrownBy(() -> read(MetadataRequest.class, 0, "00000002" + "000174" + "0005" + "61"))
                .hasMessage("byte 9, MetadataRequest.topics[1].name: 5 bytes needed, 1 left");
    }

    @Test
    void negative_lengths_other_than_null_are_refused() {
        assertThatThrownBy(() -> read(MetadataRequest.class, 1, "fffffffe"))
                .hasMessage("byte 4, MetadataRequest.topics: a length of -2");
        assertThatThrownBy(() -> read(MetadataRequest.class, 1, "00000001" + "8000"))
                .hasMessage("byte 6, MetadataRequest.topics[0].name: a length of -32768");
    }

    @Test
    void a_null_is_refused_where_the_version_has_none() {
        assertThatThrownBy(() -> read(MetadataRequest.class, 0, "ffffffff"))
                .hasMessage("byte 4, MetadataRequest.topics: null where this version allows none");
        assertThat(read(MetadataRequest.class, 1, "ffffffff").topics()).isNull();
    }

    @Test
    void variable_length_numbers_beyond_32_bits_are_refused() {
        assertThatThrownBy(() -> read(ApiVersionsRequest.class, 3, "ffffffff1f"))
                .hasMessageContaining("a variable-length number exceeds 32 bits");
        assertThatThrownBy(() -> read(ApiVersionsRequest.class, 3, "ffffffff0f"))
                .hasMessageContaining("a length of 4294967295 less one");
        assertThatThrownBy(() -> read(ApiVersionsRequest.class, 3, "ffffff")).hasMessageContaining("1 bytes needed");
    }

    @Test
    void unknown_tags_are_skipped_and_disorder_is_refused() {
        String fields = "0267" + "00000001" + "026d" + "00";
        assertThat(read(HeartbeatRequest.class, 4, fields + "02" + "0501aa" + "0600").memberId()).isEqualTo("m");
        assertThatThrownBy(() -> read(HeartbeatRequest.class, 4, fields + "02" + "0600" + "0501aa"))
                .hasMessageContaining("tag 5 after tag 6");
        assertThatThrownBy(() -> read(HeartbeatRequest.class, 4, fields + "01" + "05ffffffff0f"))
                .hasMessageContaining("4294967295 bytes needed");
    }

    @Test
    void a_known_tag_must_fill_its_size() {
        String fetch = "ffffffff" + "00000000" + "00000001" + "7fffffff" + "00" + "00000000" + "ffffffff" + "01" + "01"
                + "01";
        assertThat(read(FetchRequest.class, 12, fetch + "01" + "0002" + "0263").clusterId()).isEqualTo("c");
        assertThatThrownBy(() -> read(FetchRequest.class, 12, fetch + "01" + "0003" + "0263" + "00"))
                .hasMessageContaining("FetchRequest.clusterId: a tagged field of 3 bytes ends -1 bytes from there");
    }

    @Test
    void bytes_behind_a_message_are_told() {
        assertThatThrownBy(
                () -> MessageCodecs.of(ApiVersionsRequest.class).fromBuffer(ByteBuffer.allocate(3), (short) 0))
                .hasMessage("byte 0: 3 bytes follow the message");
    }

    private static <M> M read(Class<M> type, int version, String hex) {
        return MessageCodecs.of(type)
                .read(new WireReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex))),
                        (short) version);
    }

    /** Cut, random, with a huge length somewhere, or with flipped bits. */
    private static byte[] damaged(ByteBuffer valid, RandomGenerator random) {
        byte[] bytes = new byte[valid.remaining()];
        valid.get(bytes);
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> random.nextBytes(bytes);
            case 2 -> {
                if (bytes.length >= 4) {
                    ByteBuffer.wrap(bytes).putInt(Math.min(at, bytes.length - 4), Integer.MAX_VALUE);
                }
            }
            case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 5), (byte) 0xff);
            default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
