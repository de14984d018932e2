package dev.tidemark.benchmarks.system.streams;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What our measured application is started with: as the peer's, the class path of an application, without what only measures. Stateless. */
final class AppClassPath {

    /** The beginnings of the names of jars. */
    private static final List<String> MEASURING = List.of("kafka-", "jmh-", "jopt-", "commons-math", "picocli",
            "fastcsv",
            "HdrHistogram", "jackson-", "logback-", "tidemark-broker", "tidemark-embedded", "tidemark-examples",
            "tidemark-verification");
    private static final String LOGGING = "benchmarks/target/app-lib";

    private AppClassPath() {}

    /** This process's class path without that, and with the logging that the peer has. */
    static String of(Path projectRoot) {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            if (MEASURING.stream().noneMatch(name::startsWith)) {
                entries.add(entry);
            }
        }
        File[] logging = projectRoot.resolve(LOGGING).toFile().listFiles();
        if (logging == null || logging.length == 0) {
            throw new IllegalStateException("benchmarks/run builds " + LOGGING + ", and it is not there");
        }
        for (File jar : logging) {
            entries.add(jar.getPath());
        }
        return String.join(File.pathSeparator, entries);
    }
}
