package dev.tidemark.benchmarks.system.streams;

import java.nio.file.Path;

/**
 * Where the processes of a run that is not compared write their samples.
 *
 * @param app of the application's process
 * @param broker of the broker's; not written if it is the same process
 */
record Recordings(Path app, Path broker) {

    static Recordings in(Path folder) {
        return new Recordings(folder.resolve("app.jfr"), folder.resolve("broker.jfr"));
    }
}
