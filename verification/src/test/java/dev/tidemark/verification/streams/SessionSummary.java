package dev.tidemark.verification.streams;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Sessions summed up as the reference results spell them. Imports nothing of Tidemark. */
public final class SessionSummary {

    private final Set<String> keys = new HashSet<>();
    private long sessions;
    private long records;
    private long single;
    private long lengthMs;
    private long longestMs;
    private long mostRecords;

    public void add(String key, long startMs, long endMs, long count) {
        keys.add(key);
        sessions++;
        records += count;
        single += count == 1 ? 1 : 0;
        lengthMs += endMs - startMs;
        longestMs = Math.max(longestMs, endMs - startMs);
        mostRecords = Math.max(mostRecords, count);
    }

    /** sessions, keys, records, single-record sessions, sum, mean and greatest of lengths, most records. */
    public String row() {
        return sessions + "," + keys.size() + "," + records + "," + single + "," + lengthMs + ","
                + String.format(Locale.ROOT, "%.3f", (double) lengthMs / sessions) + "," + longestMs + ","
                + mostRecords;
    }
}
