package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.message.ConsumerProtocolAssignment;
import dev.tidemark.protocol.message.ConsumerProtocolSubscription;
import dev.tidemark.protocol.message.MessageCatalog;
import dev.tidemark.record.RecordBytes;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message at every version, byte for byte and value for value beside stock kafka-clients, both ways. */
class KafkaComparisonTest {

    private static final int MESSAGES_PER_VERSION = 25;
    private static final long SEED = Long.getLong("seed", 20260101L);

    static Stream<Class<?>> messages() {
        Stream<Class<?>> apis = MessageCatalog.keys()
                .stream()
                .map(key -> MessageCatalog.find(key))
                .flatMap(messages -> Stream.of(messages.request(), messages.response()));
        return Stream.concat(apis, Stream.of(ConsumerProtocolSubscription.class, ConsumerProtocolAssignment.class));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void kafkas_bytes_are_read_as_kafkas_values_and_written_as_the_same_bytes(Class<?> type) throws Exception {
        compare(MessageCodecs.of(type));
    }

    private static <M> void compare(MessageCodec<M> codec) throws ReflectiveOperationException {
        String name = codec.type().getSimpleName();
        KafkaSchema schema = KafkaSchema.load(name);
        for (short version = codec.versions().lowest(); version <= codec.versions().highest(); version++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + version);
            for (int i = 0; i < MESSAGES_PER_VERSION; i++) {
                String context = name + " version " + version + ", message " + i + ", seed " + SEED;
                ByteBuffer theirs = KafkaMessages.bytesOf(KafkaMessages.random(schema, version, random), version);
                Message expected = KafkaMessages.read(name, theirs, version);

                M read = codec.fromBuffer(theirs.duplicate(), version);
                assertSameValue(read, expected, context);

                assertThat(codec.size(read, version)).as(context).isEqualTo(theirs.remaining());
                ByteBuffer ours = codec.toBuffer(read, version);
                assertThat(ours).as(context).isEqualTo(theirs);
                assertThat(KafkaMessages.read(name, ours, version)).as(context).isEqualTo(expected);
            }
        }
    }

    /** Equal under the names of our components: also for those that the version lacks, which are then the defaults. */
    private static void assertSameValue(@Nullable Object ours, @Nullable Object theirs, String path)
            throws ReflectiveOperationException {
        if (ours instanceof Record record && !(ours instanceof RecordBytes)) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Tagged tagged = component.getAnnotation(Tagged.class);
                if (tagged != null && tagged.value() >= Tagged.OWN) {
                    continue;
                }
                assertSameValue(component.getAccessor().invoke(record),
                        KafkaMessages.get(Objects.requireNonNull(theirs, path), component.getName()),
                        path + " " + component.getName());
            }
        } else if (ours instanceof List<?> list) {
            assertThat(theirs).as(path).isInstanceOf(Collection.class);
            List<Object> elements = new ArrayList<>((Collection<?>) theirs);
            assertThat(list).as(path).hasSameSizeAs(elements);
            Iterator<Object> expected = elements.iterator();
            for (Object element : list) {
                assertSameValue(element, expected.next(), path + "[]");
            }
        } else {
            assertThat(plain(ours)).as(path).isEqualTo(plain(theirs));
        }
    }

    /** The same thing in the same type, whosever it was. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case Uuid uuid -> new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
            case MemoryRecords records -> records.buffer();
            case RecordBytes records -> records.buffer();
            case null, default -> value;
        };
    }
}
