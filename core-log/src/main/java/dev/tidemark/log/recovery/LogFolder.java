package dev.tidemark.log.recovery;

import dev.tidemark.log.segment.LogFileNames;
import java.util.ArrayList;
import java.util.List;

/** What lies in a partition's folder, by names alone. No state. */
public final class LogFolder {

    /** Written at a clean close: what the next start may trust. */
    public static final String CLEAN_CLOSE = "clean-close.manifest";
    public static final String START_OFFSET = "log-start-offset";
    public static final String END_OFFSET = "log-end-offset";
    public static final String ACTIVE_BYTES = "active-bytes";
    public static final String PRODUCERS = "producers";
    public static final String NAMES_ON_DISK = "names-on-disk";

    private LogFolder() {}

    /** The offsets in the names with this suffix, ascending. */
    public static List<Long> offsets(List<String> names, String suffix) {
        List<Long> found = new ArrayList<>();
        for (String name : names) {
            if (LogFileNames.is(name, suffix)) {
                found.add(LogFileNames.offset(name));
            }
        }
        return found; // names come sorted, and twenty digits sort like numbers
    }
}
