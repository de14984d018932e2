package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.VersionException;
import dev.tidemark.protocol.VersionRange;
import dev.tidemark.protocol.message.MessageCatalog;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What our records declare, beside Apache Kafka's schema files and enumerations. */
class DeclarationTest {

    @ParameterizedTest
    @MethodSource("dev.tidemark.protocol.codec.KafkaComparisonTest#messages")
    void a_record_declares_what_the_schema_declares(Class<?> type) {
        KafkaSchema schema = KafkaSchema.load(type.getSimpleName());
        MessageCodec<?> codec = MessageCodecs.of(type);
        for (short version = codec.versions().lowest(); version <= codec.versions().highest(); version++) {
            String at = type.getSimpleName() + " version " + version;
            assertThat(codec.flexible(version)).as(at).isEqualTo(schema.flexible().contains(version));
            assertThat(ours(RecordShape.of(type), version, true, "")).as(at)
                    .isEqualTo(theirs(schema, codec.versions(), schema.fields(), version, true, ""));
        }
    }

    @Test
    void served_versions_are_those_that_a_stock_broker_serves() {
        Map<ApiKey, VersionRange> ours = new TreeMap<>();
        Map<ApiKey, VersionRange> theirs = new TreeMap<>();
        for (ApiKey key : MessageCatalog.keys()) {
            MessageCatalog.Messages messages = Objects.requireNonNull(MessageCatalog.find(key));
            ours.put(key, messages.versions());
            theirs.put(key, versionsOf(ApiKeys.forId(key.id())));
            assertThat(messages.request().getAnnotation(Api.class).key()).isEqualTo(key);
            assertThat(messages.response().getAnnotation(Api.class).key()).isEqualTo(key);
            assertThat(messages.responseCodec().versions()).as(key.name()).isEqualTo(messages.versions());
        }
        assertThat(ours).isEqualTo(theirs);
    }

    @Test
    void advertised_versions_differ_only_for_named_reasons() {
        List<ApiKey> differing = MessageCatalog.keys().stream().filter(key -> {
            VersionRange served = Objects.requireNonNull(MessageCatalog.find(key)).versions();
            return !VersionException.advertised(key, served).equals(served);
        }).toList();
        assertThat(differing).containsExactlyElementsOf(
                Arrays.stream(VersionException.values()).map(VersionException::key).toList());

        VersionException produce = VersionException.PRODUCE_OF_OLD_LIBRDKAFKA;
        assertThat(produce.advertised().lowest()).isEqualTo(ApiKeys.PRODUCE_API_VERSIONS_RESPONSE_MIN_VERSION);
        assertThat(produce.served()).isEqualTo(versionsOf(ApiKeys.PRODUCE));
    }

    @Test
    void api_keys_are_kafkas() {
        Map<Integer, String> theirs = Arrays.stream(ApiKeys.values())
                .collect(Collectors.toMap(key -> (int) key.id, key -> key + " " + key.name));
        Map<Integer, String> ours = Arrays.stream(ApiKey.values())
                .collect(Collectors.toMap(key -> (int) key.id(), key -> key + " " + key.title()));
        assertThat(ours).isEqualTo(theirs);
        for (ApiKey key : ApiKey.values()) {
            assertThat(ApiKey.of(key.id())).isSameAs(key);
        }
        assertThat(ApiKey.of((short) -1)).isNull();
        assertThat(ApiKey.of((short) ApiKey.values().length)).isNull();
        assertThat(ApiKey.of(Short.MAX_VALUE)).isNull();
    }

    @Test
    void error_codes_are_kafkas_and_so_is_whether_to_retry() {
        Map<Integer, String> theirs = Arrays.stream(Errors.values())
                .collect(Collectors.toMap(error -> (int) error.code(),
                        error -> error + " " + (error.exception() instanceof RetriableException)));
        Map<Integer, String> ours = Arrays.stream(ErrorCode.values())
                .collect(Collectors.toMap(error -> (int) error.code(), error -> error + " " + error.retriable()));
        assertThat(ours).isEqualTo(theirs);
        for (ErrorCode error : ErrorCode.values()) {
            assertThat(ErrorCode.of(error.code())).isSameAs(error);
        }
        assertThat(ErrorCode.of(Short.MAX_VALUE)).isSameAs(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(ErrorCode.of(Short.MIN_VALUE)).isSameAs(ErrorCode.UNKNOWN_SERVER_ERROR);
    }

    private static VersionRange versionsOf(ApiKeys key) {
        return new VersionRange(key.oldestVersion(), key.latestVersion(false));
    }

    /** One line per component, in order; absent ones say only whether their value may be dropped. */
    private static String ours(RecordShape shape, short version, boolean there, String indent) {
        StringBuilder text = new StringBuilder();
        for (RecordShape.Component component : shape.components()) {
            if (component.tag() >= Tagged.OWN) {
                continue;
            }
            boolean present = there && component.versions().contains(version);
            boolean nullable = present && component.nullable() && component.nullableIn().contains(version);
            text.append(line(indent, component.name(), present, nullable, component.tag(),
                    present || component.ignorable() || !there, component.absentText()));
            if (component.elementType().isRecord()) {
                text.append(ours(RecordShape.of(component.elementType()), version, present, indent + "  "));
            }
        }
        return text.toString();
    }

    private static String theirs(KafkaSchema schema, VersionRange served, List<KafkaSchema.Field> fields,
            short version, boolean there, String indent) {
        StringBuilder text = new StringBuilder();
        for (KafkaSchema.Field field : fields) {
            if (field.versions().intersect(served).isEmpty()) {
                continue;
            }
            boolean present = there && field.versions().contains(version);
            text.append(line(indent, field.camelName(), present, present && field.nullable().contains(version),
                    field.tag(), present || field.ignorable() || !there, defaultOf(field)));
            List<KafkaSchema.Field> nested = schema.structs().get(field.elementType());
            if (nested != null) {
                text.append(theirs(schema, served, nested, version, present, indent + "  "));
            }
        }
        return text.toString();
    }

    private static String line(String indent, String name, boolean present, boolean nullable, int tag,
            boolean droppable, @Nullable String absent) {
        return indent + name + (present ? " present" : " absent") + (nullable ? " nullable" : "")
                + (tag < 0 ? "" : " tag " + tag) + (present || droppable ? "" : " strict")
                + (absent == null ? "" : " else " + absent) + "\n";
    }

    /** As we write it: in decimals, and not at all if it is what no default means. */
    private static @Nullable String defaultOf(KafkaSchema.Field field) {
        String text = field.defaultText();
        if (text == null || field.type().equals("records")) {
            return null;
        }
        String decimal = text.startsWith("0x") ? Long.decode(text).toString() : text;
        return decimal.isEmpty() || decimal.equals("0") || decimal.equals("false") ? null : decimal;
    }
}
