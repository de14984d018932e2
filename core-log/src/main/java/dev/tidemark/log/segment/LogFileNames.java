package dev.tidemark.log.segment;

/** How Kafka names the files of a partition's folder: the base offset in twenty digits, then what it is. */
public final class LogFileNames {

    public static final String LOG = ".log";
    public static final String OFFSET_INDEX = ".index";
    public static final String TIME_INDEX = ".timeindex";
    public static final String TRANSACTION_INDEX = ".txnindex";
    public static final String PRODUCER_SNAPSHOT = ".snapshot";
    /** Ours: checksums of the files above that are derived. Kafka ignores names that it does not know. */
    public static final String CHECKSUMS = ".checksums";
    /** Marks a file whose deletion was decided: not part of the log any more. */
    public static final String DELETED = ".deleted";

    private static final int DIGITS = 20;

    private LogFileNames() {}

    /** {@code 00000000000000000042.log} */
    public static String of(long baseOffset, String suffix) {
        String digits = Long.toString(baseOffset);
        return "0".repeat(DIGITS - digits.length()) + digits + suffix;
    }

    /** Whether a name is twenty digits and this suffix. */
    public static boolean is(String name, String suffix) {
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return false;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The offset in a name for which {@link #is} holds. */
    public static long offset(String name) {
        return Long.parseLong(name, 0, DIGITS, 10);
    }
}
