package dev.tidemark.cli.topic;

import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytes of records as results: text where they are UTF-8, else an object with their base64, so that nothing is lost. Stateless. */
final class RecordText {

    private RecordText() {}

    /** A key or value. */
    static @Nullable Object of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notText) {
            return Map.of("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** Headers by name; one that is there several times has a list of its values. */
    static Map<String, @Nullable Object> of(Headers headers) {
        Map<String, List<@Nullable Object>> values = new LinkedHashMap<>();
        for (Header header : headers) {
            values.computeIfAbsent(header.key(), name -> new ArrayList<>()).add(of(header.value()));
        }
        Map<String, @Nullable Object> byName = new LinkedHashMap<>();
        values.forEach((name, all) -> byName.put(name, all.size() == 1 ? all.getFirst() : all));
        return byName;
    }
}
