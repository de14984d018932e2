package dev.tidemark.benchmarks.system.run;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What was measured on, for the raw runs. */
public final class Machine {

    private Machine() {}

    /** Processors, kernel, JVM. */
    public static String text() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", JDK " + Runtime.version();
    }

    /** Load average over a minute: above the number of processors, others were at work too. */
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** The load as a line says it. */
    public static String loadText() {
        return String.format(Locale.ROOT, "load %.1f", load());
    }
}
