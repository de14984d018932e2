package dev.tidemark.protocol.codec;

import dev.tidemark.protocol.VersionRange;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message as Apache Kafka's own schema file describes it: the oracle, read from the kafka-clients jar. */
record KafkaSchema(String name, VersionRange versions, VersionRange flexible,
        List<Field> fields, Map<String, List<Field>> structs) {

    /** @param defaultText null if the schema gives none */
    record Field(String name, String type, VersionRange versions, VersionRange nullable, int tag,
            @Nullable String defaultText, boolean ignorable) {

        boolean array() {
            return type.startsWith("[]");
        }

        String elementType() {
            return array() ? type.substring(2) : type;
        }

        String camelName() {
            return Character.toLowerCase(name.charAt(0)) + name.substring(1);
        }
    }

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    static KafkaSchema load(String name) {
        try (InputStream in = KafkaSchema.class.getResourceAsStream("/common/message/" + name + ".json")) {
            JsonNode root = MAPPER.readTree(Objects.requireNonNull(in, name));
            Map<String, List<Field>> structs = new HashMap<>();
            for (JsonNode struct : root.path("commonStructs")) {
                structs.put(struct.get("name").asString(), fields(struct.get("fields"), structs));
            }
            return new KafkaSchema(name, VersionRange.parse(root.get("validVersions").asString()),
                    VersionRange.parse(root.get("flexibleVersions").asString()), fields(root.get("fields"), structs),
                    structs);
        } catch (IOException unreadable) {
            throw new AssertionError(name, unreadable);
        }
    }

    private static List<Field> fields(JsonNode nodes, Map<String, List<Field>> structs) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode node : nodes) {
            Field field = new Field(node.get("name").asString(), node.get("type").asString(),
                    VersionRange.parse(node.get("versions").asString()),
                    VersionRange.parse(node.path("nullableVersions").asString("none")), node.path("tag").asInt(-1),
                    node.has("default") ? node.get("default").asString() : null,
                    node.path("ignorable").asBoolean(false));
            fields.add(field);
            if (node.has("fields")) {
                structs.put(field.elementType(), fields(node.get("fields"), structs));
            }
        }
        return fields;
    }
}
