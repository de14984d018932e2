package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.JvmThreads;
import java.io.IOException;
import java.util.List;

/** A broker that runs, and an application that may be started on it, as child JVMs. Run by the benchmark's thread. */
sealed interface Deployed extends AutoCloseable permits TwoProcesses, OneProcess {

    String bootstrap();

    /** Starts the application; it reads the inputs from their start. */
    void startApp() throws IOException, InterruptedException;

    /** Stops it in order; the broker goes on. */
    void stopApp() throws IOException, InterruptedException;

    /** Ends all processes in order, so that those that recorded samples write them. */
    void end() throws IOException, InterruptedException;

    /** Seconds of the application's process so far, user and system; of the only process, if there is but one. */
    double appCpu();

    /** Seconds of the broker's process so far; none if it is the application's. */
    double brokerCpu();

    /** What the JVM of the application's process itself has used. */
    JvmThreads jvm() throws IOException;

    boolean appAlive();

    /** What the application's process has printed. */
    List<String> said();

    @Override
    void close();
}
