package dev.tidemark.cli.topic;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A field inside JSON lines: {@code .id}, {@code .user.name}.
 *
 * @param names from the outside in
 */
record FieldPath(List<String> names) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** The path that a flag's value spells; throws a usage failure if it is none. */
    static FieldPath parse(String flag, String text) {
        List<String> names = text.startsWith(".") ? List.of(text.substring(1).split("\\.", -1)) : List.of();
        if (names.isEmpty() || names.contains("")) {
            throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + text + "' is no field",
                    flag + " " + text,
                    "a field is a dot and its name", "write .id, or .user.name for one inside another");
        }
        return new FieldPath(names);
    }

    /** The line as JSON; throws naming the line if it is something else. */
    static JsonNode read(String line, long lineNumber) {
        try {
            return MAPPER.readTree(line);
        } catch (JacksonException notJson) {
            String why = notJson.getOriginalMessage();
            throw unusable(lineNumber, "it is not JSON: " + why, notJson);
        }
    }

    /** The field's value as a key: a string as it is, everything else as JSON; null if the field is null. */
    @Nullable
    String text(JsonNode line, long lineNumber) {
        JsonNode field = find(line, lineNumber);
        return field.isNull() ? null : field.isString() ? field.stringValue() : field.toString();
    }

    /** The field's value as milliseconds since 1970: a number, or a time as text. */
    long timestampMs(JsonNode line, long lineNumber) {
        JsonNode field = find(line, lineNumber);
        if (field.isIntegralNumber() && field.longValue() >= 0) {
            return field.longValue();
        }
        try {
            return StartPosition.timestampMs(field.isString() ? field.stringValue() : field.toString());
        } catch (java.time.DateTimeException | NumberFormatException unreadable) {
            throw unusable(lineNumber,
                    this + " is " + field + ", which is no time: neither milliseconds since 1970 nor ISO 8601",
                    unreadable);
        }
    }

    private JsonNode find(JsonNode line, long lineNumber) {
        JsonNode at = line;
        for (String name : names) {
            JsonNode inner = at.get(name);
            if (inner == null) {
                throw unusable(lineNumber, "it has no field " + this, null);
            }
            at = inner;
        }
        return at;
    }

    private static TidemarkException unusable(long lineNumber, String why, @Nullable Throwable cause) {
        return new TidemarkException(FailureCode.INPUT_ROW_INVALID, "a line of the input cannot be a record",
                "stdin, line " + lineNumber, why, "correct the line; the lines before it were handed over", cause);
    }

    @Override
    public String toString() {
        return "." + String.join(".", names);
    }
}
