package dev.tidemark.verification.fuzz;

import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Draws messages that a version can carry. They speak of few topics, groups, producers and keys, so that they meet in the broker, and of numbers at the
 * edges of their types. Used by one run.
 */
final class RandomMessages {

    private static final int ELEMENTS_MAX = 3;
    private static final int RECORDS_MAX = 5;
    private static final int BATCH_BYTES = 4_096;
    private static final int BYTES_MAX = 40;
    private static final UUID ZERO = new UUID(0, 0);
    private static final List<String> NAMES = List.of("", "group", "other group", "member", "id", "range",
            "consumer", "cleanup.policy", "compact", "retention.ms", "1000", "__consumer_offsets", "no/topic",
            "é\u0000\uFFFD",
            "long".repeat(80));

    private final SplittableRandom random;
    private final IntFunction<UUID> topicIds;
    private int version;

    /** @param topicIds of topics that there are, by any number */
    RandomMessages(SplittableRandom random, IntFunction<UUID> topicIds) {
        this.random = random;
        this.topicIds = topicIds;
    }

    <M> M draw(Class<M> type, int atVersion) {
        version = atVersion;
        return type.cast(struct(type));
    }

    /** Not random: a message whose own lists have so many elements, each as small as it can be. */
    <M> M wide(Class<M> type, int atVersion, int elements) {
        version = atVersion;
        return type.cast(smallest(type, elements));
    }

    private Object smallest(Class<?> type, int elements) {
        MessageShape shape = MessageShape.of(type);
        @Nullable
        Object[] values = new @Nullable Object[shape.fields().size()];
        for (int i = 0; i < values.length; i++) {
            MessageShape.Field field = shape.fields().get(i);
            if (!field.versions().contains(version) || field.tag() >= 0) {
                values[i] = absent(field);
            } else if (field.list()) {
                values[i] = elements == 0 ? List.of() : Collections.nCopies(elements, smallestValue(field.element()));
            } else {
                values[i] = field.nullableAt(version) ? null : smallestValue(field.type());
            }
        }
        return shape.create(values);
    }

    private Object smallestValue(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "boolean" -> false;
            case "byte", "Byte" -> (byte) 0;
            case "short" -> (short) 0;
            case "int", "Integer" -> 0;
            case "long", "Long" -> 0L;
            case "double" -> 0.0;
            case "String" -> "";
            case "UUID" -> ZERO;
            case "ByteBuffer" -> ByteBuffer.allocate(0);
            case "RecordBytes" -> RecordBytes.empty();
            default -> smallest(type, 0);
        };
    }

    /** A batch as a client builds it. */
    ByteBuffer batch() {
        RecordBatchBuilder builder = new RecordBatchBuilder(BATCH_BYTES,
                CompressionType.values()[random.nextInt(CompressionType.values().length)]);
        int records = 1 + random.nextInt(RECORDS_MAX);
        for (int i = 0; i < records; i++) {
            Headers headers = random.nextBoolean() ? Headers.none() : Headers.of(new Header("h", bytes()));
            builder.append(1_767_225_600_000L + i, random.nextBoolean() ? bytes() : null, bytes(), headers);
        }
        BatchStamp stamp = switch (random.nextInt(4)) {
            case 0 -> BatchStamp.idempotent(random.nextInt(3), (short) random.nextInt(2), random.nextInt(8));
            case 1 -> BatchStamp.transactional(random.nextInt(3), (short) random.nextInt(2), random.nextInt(8));
            default -> BatchStamp.plain();
        };
        return builder.finish(stamp);
    }

    private Object struct(Class<?> type) {
        MessageShape shape = MessageShape.of(type);
        @Nullable
        Object[] values = new @Nullable Object[shape.fields().size()];
        for (int i = 0; i < values.length; i++) {
            MessageShape.Field field = shape.fields().get(i);
            values[i] = field.versions().contains(version) ? present(field) : absent(field);
        }
        return shape.create(values);
    }

    private @Nullable Object present(MessageShape.Field field) {
        if (field.nullableAt(version) && random.nextInt(4) == 0) {
            return null;
        }
        if (!field.list()) {
            return value(field.type(), field.unsigned());
        }
        List<Object> elements = new ArrayList<>();
        for (int left = random.nextInt(ELEMENTS_MAX + 1); left > 0; left--) {
            elements.add(value(field.element(), false));
        }
        return elements;
    }

    private Object value(Class<?> type, boolean unsigned) {
        return switch (type.getSimpleName()) {
            case "boolean" -> random.nextBoolean();
            case "byte", "Byte" -> (byte) number(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case "short" -> (short) number(Short.MIN_VALUE, Short.MAX_VALUE);
            case "int", "Integer" ->
                unsigned ? random.nextInt(1 << 16) : (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "long", "Long" -> number(Long.MIN_VALUE, Long.MAX_VALUE);
            case "double" -> random.nextDouble();
            case "String" -> name();
            case "UUID" -> random.nextInt(4) > 0 ? topicIds.apply(random.nextInt()) : ZERO;
            case "ByteBuffer" -> ByteBuffer.wrap(bytes());
            case "RecordBytes" -> RecordBytes.of(batch());
            default -> struct(type);
        };
    }

    private String name() {
        List<String> from = random.nextInt(3) == 0 ? FuzzedBroker.TOPICS : NAMES;
        return from.get(random.nextInt(from.size()));
    }

    private long number(long least, long greatest) {
        return switch (random.nextInt(10)) {
            case 0 -> least;
            case 1 -> greatest;
            case 2 -> random.nextLong(least, greatest);
            case 3 -> random.nextInt(100);
            case 4, 5 -> -1;
            default -> random.nextInt(3);
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(BYTES_MAX)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** What a reader of the version takes the component for. */
    private static @Nullable Object absent(MessageShape.Field field) {
        String text = field.absent();
        Class<?> type = field.type();
        if ("null".equals(text) || type == RecordBytes.class) {
            return null;
        }
        if (field.list()) {
            return List.of();
        }
        String number = text == null ? "0" : text;
        return switch (type.getSimpleName()) {
            case "boolean" -> Boolean.valueOf(number);
            case "byte" -> Byte.valueOf(number);
            case "short" -> Short.valueOf(number);
            case "int" -> Integer.valueOf(number);
            case "long" -> Long.valueOf(number);
            case "double" -> Double.valueOf(number);
            case "String" -> text == null ? "" : text;
            case "UUID" -> ZERO;
            case "ByteBuffer" -> ByteBuffer.allocate(0);
            default -> {
                MessageShape shape = MessageShape.of(type);
                yield shape.create(shape.fields().stream().map(RandomMessages::absent).toArray());
            }
        };
    }
}
