package dev.tidemark.verification.peer;

import java.util.List;

/** What {@code ./tidemark} tells its JVM about compiling, for processes that stand in for it where a build is under way and the launcher would start another. */
public final class LauncherFlags {

    /** When to compile, and how much at once. */
    public static final List<String> COMPILING = List.of("-XX:CompileThresholdScaling=3", "-XX:FreqInlineSize=120",
            "-XX:InlineSmallCode=1000", "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,dev/tidemark/*.*,0.4",
            "-XX:CompileCommand=CompileThresholdScaling,io/netty/*.*,0.4",
            "-XX:CompileCommand=dontinline,dev/tidemark/broker/net/ResponseEncoder.write");

    private LauncherFlags() {}
}
