package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.MessageCatalog;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the build writes is there for each message, and is the access of its record. */
class PreparedAccessTest {

    /** A record that no build knows. */
    public record Unknown(int number) {}

    @Test
    void every_message_has_its_access_from_the_build() {
        assertThat(MessageCatalog.keys()).allSatisfy(key -> {
            MessageCatalog.Messages messages = Objects.requireNonNull(MessageCatalog.find(key));
            assertThat(PreparedAccess.find(messages.request())).as("%s", messages.request()).isNotNull();
            assertThat(PreparedAccess.find(messages.response())).as("%s", messages.response()).isNotNull();
        });
    }

    @Test
    void records_inside_of_messages_have_theirs_too() {
        RecordAccess access = Objects.requireNonNull(PreparedAccess.find(FetchResponse.AbortedTransaction.class));

        Object aborted = access.create(new Object[]{7L, 12L});

        assertThat(aborted).isEqualTo(new FetchResponse.AbortedTransaction(7, 12));
        assertThat(access.number(aborted, 1)).isEqualTo(12);
        assertThat(access.object(aborted, 0)).isEqualTo(7L);
    }

    @Test
    void other_records_have_none() {
        assertThat(PreparedAccess.find(Unknown.class)).isNull();
    }

    @Test
    void it_says_of_a_record_what_the_declaration_says() {
        Set<Class<?>> records = new LinkedHashSet<>();
        for (ApiKey key : MessageCatalog.keys()) {
            MessageCatalog.Messages messages = Objects.requireNonNull(MessageCatalog.find(key));
            addWithInner(messages.request(), records);
            addWithInner(messages.response(), records);
        }
        MessageCatalog.payloads().forEach(payload -> addWithInner(payload, records));
        assertThat(records).hasSizeGreaterThan(2 * MessageCatalog.keys().size());
        for (Class<?> type : records) {
            assertThat(RecordShape.of(type).components()).as("%s", type).isEqualTo(RecordShape.declared(type));
            assertThat(Objects.requireNonNull(PreparedAccess.find(type)).words()).as("%s", type).isNotNull();
        }
    }

    private static void addWithInner(Class<?> type, Set<Class<?>> records) {
        if (records.add(type)) {
            RecordShape.declared(type)
                    .stream()
                    .map(RecordShape.Component::elementType)
                    .filter(element -> element.isRecord()
                            && element.getName().startsWith(FetchResponse.class.getPackageName()))
                    .forEach(inner -> addWithInner(inner, records));
        }
    }
}
