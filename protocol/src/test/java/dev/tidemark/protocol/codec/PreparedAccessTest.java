package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.MessageCatalog;
import java.util.Objects;
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
}
