package dev.tidemark.streams.json;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.UnreadableValueException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

/**
 * Values as JSON in UTF-8. Immutable, safe from any thread.
 *
 * <p>What is read is bounded: 100 levels of nesting, 100 digits of a number, 50,000 characters of a name, 20 million of a
 * text. Types are those of the serde's own class; nothing in the data names a class. A member that the type does not
 * have is ignored, so that a writer may add some; a primitive cannot be null.
 */
public final class JsonSerde<T> implements Serde<T> {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxNumberLength(100)
                    .maxNameLength(50_000)
                    .maxStringLength(20_000_000)
                    .build())
            .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final String typeName;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JsonSerde(JavaType type) {
        this.typeName = type.toCanonical();
        this.reader = MAPPER.readerFor(type);
        this.writer = MAPPER.writerFor(type);
    }

    /** Of a record or another plain class. */
    public static <T> JsonSerde<T> of(Class<T> type) {
        return new JsonSerde<>(types().constructType(type));
    }

    /** Of any JSON object: nested maps, lists, texts, numbers, booleans, nulls; members in the order of the text. */
    public static JsonSerde<Map<String, Object>> ofMaps() {
        return new JsonSerde<>(types().constructMapType(Map.class, String.class, Object.class));
    }

    /** Of lists of a plain class. */
    public static <E> JsonSerde<List<E>> ofLists(Class<E> element) {
        return new JsonSerde<>(types().constructCollectionType(List.class, element));
    }

    private static TypeFactory types() {
        return MAPPER.getTypeFactory();
    }

    @Override
    public void write(T value, ByteSink sink) {
        writer.writeValue(new SinkStream(sink), value);
    }

    @Override
    public T read(ByteSource source) {
        int length = source.remaining();
        int from = source.advance(length);
        try {
            T value = reader.readValue(source.array(), from, length);
            if (value == null) {
                throw new UnreadableValueException("JSON null is no " + typeName);
            }
            return value;
        } catch (JacksonException e) {
            throw new UnreadableValueException("not JSON of " + typeName + ": " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "JSON of " + typeName;
    }

    /** A sink as Jackson wants it. Lives for one value. */
    private static final class SinkStream extends OutputStream {

        private final ByteSink sink;

        private SinkStream(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int b) throws IOException {
            sink.writeByte(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sink.write(bytes, offset, length);
        }
    }
}
