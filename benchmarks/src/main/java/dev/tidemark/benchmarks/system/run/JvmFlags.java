package dev.tidemark.benchmarks.system.run;

import java.util.List;

/** The flags that each measured JVM gets, ours and the peer's. */
public final class JvmFlags {

    /** Collector, heap and classes, the same for everybody. No archive of classes but the JDK's own is used by anyone. */
    public static final List<String> ALL = List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
            "-Xshare:auto", "-Xms256m", "-Xmx512m");

    /** What {@code ./tidemark} adds for its own JVM: when to compile, and how much at once. Each side's start script has its own idea of that. */
    public static final List<String> LAUNCHER = List.of("-XX:CompileThresholdScaling=3", "-XX:FreqInlineSize=120",
            "-XX:InlineSmallCode=1000", "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,dev/tidemark/*.*,0.4",
            "-XX:CompileCommand=CompileThresholdScaling,io/netty/*.*,0.4",
            "-XX:CompileCommand=dontinline,dev/tidemark/broker/net/ResponseEncoder.write");

    private JvmFlags() {}

    /** As they are on a command line. */
    public static String text() {
        return String.join(" ", ALL) + "; our broker also " + String.join(" ", LAUNCHER);
    }
}
