package dev.tidemark.protocol.codec;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** Stock kafka-clients' generated messages: random ones, and their bytes. */
final class KafkaMessages {

    private static final String[] TEXTS = {"", "a", "orders", "tidemark-éß", "客户端", "𝄞 clef", "x".repeat(200)};

    private KafkaMessages() {}

    /** The generated class of a message: its API messages end in "Data". */
    static Class<? extends Message> classOf(String name) throws ClassNotFoundException {
        String suffix = name.endsWith("Request") || name.endsWith("Response") ? "Data" : "";
        return Class.forName("org.apache.kafka.common.message." + name + suffix).asSubclass(Message.class);
    }

    /** A message with a random value in every field that the version has. */
    static Message random(KafkaSchema schema, short version, RandomGenerator random)
            throws ReflectiveOperationException {
        Message message = classOf(schema.name()).getConstructor().newInstance();
        fill(message, schema.fields(), schema, version, random);
        return message;
    }

    static ByteBuffer bytesOf(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        return buffer.flip();
    }

    static Message read(String name, ByteBuffer bytes, short version) throws ReflectiveOperationException {
        Message message = classOf(name).getConstructor().newInstance();
        message.read(new ByteBufferAccessor(bytes.duplicate()), version);
        return message;
    }

    private static void fill(Object target, List<KafkaSchema.Field> fields, KafkaSchema schema, short version,
            RandomGenerator random) throws ReflectiveOperationException {
        for (KafkaSchema.Field field : fields) {
            if (!field.versions().contains(version)) {
                continue;
            }
            Method setter = setter(target, field);
            Class<?> type = setter.getParameterTypes()[0];
            if (field.nullable().contains(version) && random.nextInt(4) == 0) {
                setter.invoke(target, (Object) null);
            } else if (field.tag() < 0 || random.nextBoolean()) {
                setter.invoke(target, value(field, type, target, schema, version, random));
            }
        }
    }

    private static @Nullable Object value(KafkaSchema.Field field, Class<?> type, Object owner, KafkaSchema schema,
            short version, RandomGenerator random) throws ReflectiveOperationException {
        if (!field.array()) {
            return single(field.type(), type, owner, schema, version, random);
        }
        int count = random.nextInt(4);
        if (List.class.isAssignableFrom(type)) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                list.add(single(field.elementType(), elementClass(field.elementType()), owner, schema, version,
                        random));
            }
            return list;
        }
        @SuppressWarnings("unchecked") // a generated collection of the structure
        Collection<Object> collection = (Collection<Object>) type.getConstructor().newInstance();
        for (int i = 0; i < count; i++) {
            collection.add(single(field.elementType(), Object.class, owner, schema, version, random));
        }
        return collection;
    }

    private static Class<?> elementClass(String type) {
        return switch (type) {
            case "int8" -> byte.class;
            case "int32" -> int.class;
            case "int64" -> long.class;
            case "string" -> String.class;
            case "uuid" -> Uuid.class;
            default -> Object.class;
        };
    }

    private static Object single(String schemaType, Class<?> type, Object owner, KafkaSchema schema, short version,
            RandomGenerator random) throws ReflectiveOperationException {
        return switch (schemaType) {
            case "bool" -> random.nextBoolean();
            case "int8" -> (byte) random.nextInt();
            case "int16" -> (short) random.nextInt();
            case "uint16" -> random.nextInt(0x1_0000);
            case "int32" -> random.nextInt();
            case "int64" -> random.nextLong();
            case "float64" -> random.nextDouble();
            case "string" -> TEXTS[random.nextInt(TEXTS.length)];
            case "uuid" -> new Uuid(random.nextLong(), random.nextLong());
            case "bytes" -> type == ByteBuffer.class ? ByteBuffer.wrap(someBytes(random)) : someBytes(random);
            case "records" -> MemoryRecords.readableRecords(ByteBuffer.wrap(someBytes(random)));
            default -> {
                Class<?> struct = Class.forName(classOf(schema.name()).getName() + "$" + schemaType);
                Object nested = struct.getConstructor().newInstance();
                fill(nested, schema.structs().get(schemaType), schema, version, random);
                yield nested;
            }
        };
    }

    private static byte[] someBytes(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Method setter(Object target, KafkaSchema.Field field) {
        return Arrays.stream(target.getClass().getMethods())
                .filter(method -> method.getName().equalsIgnoreCase("set" + field.name())
                        && method.getParameterCount() == 1)
                .findFirst()
                .orElseThrow(() -> new AssertionError(target.getClass() + " lacks " + field.name()));
    }

    /** Kafka's getter of a component of ours. */
    static @Nullable Object get(Object message, String component) throws ReflectiveOperationException {
        return message.getClass().getMethod(component).invoke(message);
    }
}
