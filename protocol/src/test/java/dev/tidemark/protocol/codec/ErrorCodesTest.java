package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.DeleteRecordsResponse;
import dev.tidemark.protocol.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import dev.tidemark.protocol.message.DeleteRecordsResponse.DeleteRecordsTopicResult;
import dev.tidemark.protocol.message.MessageCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ErrorCodesTest {

    private static List<Short> codes(Record message) {
        List<Short> codes = new ArrayList<>();
        ErrorCodes.of(message.getClass()).tell(message, codes::add);
        return codes;
    }

    @Test
    void errors_are_found_at_every_depth_and_no_error_is_none() {
        assertThat(codes(new DeleteRecordsResponse(0,
                List.of(new DeleteRecordsTopicResult("a",
                        List.of(new DeleteRecordsPartitionResult(0, 5, (short) 0),
                                new DeleteRecordsPartitionResult(1, -1, (short) 3))),
                        new DeleteRecordsTopicResult("b",
                                List.of(new DeleteRecordsPartitionResult(0, -1, (short) -1)))))))
                .containsExactly((short) 3, (short) -1);
        assertThat(codes(new AddPartitionsToTxnResponse(0, (short) 7, List.of(), List.of())))
                .containsExactly((short) 7);
    }

    @Test
    void every_answer_has_a_plan() {
        MessageCatalog.keys()
                .forEach(key -> assertThat(
                        ErrorCodes.of(Objects.requireNonNull(MessageCatalog.find(key)).response())).isNotNull());
    }
}
