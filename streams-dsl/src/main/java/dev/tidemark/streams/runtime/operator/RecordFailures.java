package dev.tidemark.streams.runtime.operator;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;

/** What is wrong with records, for people. */
final class RecordFailures {

    private RecordFailures() {}

    static TidemarkException withoutKey(String node, RecordContext context) {
        return new TidemarkException(FailureCode.RECORD_UNREADABLE,
                "A record without a key cannot be grouped (node '" + node + "')", context.where(),
                "its key is null, so no partition and no store entry belongs to it",
                "filter such records before grouping: .filter((key, value) -> key != null)");
    }
}
