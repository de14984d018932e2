package dev.tidemark.benchmarks.system.run;

import dev.tidemark.verification.peer.LauncherFlags;
import java.util.List;

/** The flags that each measured JVM gets, ours and the peer's. */
public final class JvmFlags {

    /** As JVMs have it by themselves, and do not take beside an archive of an application's classes. */
    public static final String SHARING = "-Xshare:auto";

    /** Collector, heap and classes, the same for everybody. No archive of classes but the JDK's own is used by anyone, where a benchmark does not say otherwise. */
    public static final List<String> ALL = List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
            SHARING, "-Xms256m", "-Xmx512m");

    private JvmFlags() {}

    /** As they are on a command line. */
    public static String text() {
        return String.join(" ", ALL) + "; our broker also " + String.join(" ", LauncherFlags.COMPILING);
    }
}
