package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.streams.runtime.StreamsApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A broker and a query's application in this JVM. Words on standard input start the application and stop it; SIGTERM ends both, and so does the
 * end of the input.
 */
public final class InProcessApp {

    static final String READY = "Broker at ";
    static final String START = "start";
    static final String STOP = "stop";
    static final String STOPPED = "Stopped";

    private InProcessApp() {}

    /** Arguments: query, folder. */
    public static void main(String[] arguments) throws IOException {
        Query query = Query.of(arguments[0]);
        Path folder = Path.of(arguments[1]);
        EmbeddedTidemark tidemark = EmbeddedTidemark.options().dataDir(folder).start();
        Runtime.getRuntime().addShutdownHook(new Thread(tidemark::close));
        System.err.println(READY + tidemark.bootstrapServers());
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        StreamsApp app = null;
        for (String word = words.readLine(); word != null; word = words.readLine()) {
            if (word.equals(START)) {
                app = tidemark.run(query.topology(), QueryApp.settings(query));
                AppProcess.await(app.running());
                System.err.println("Running");
            } else if (word.equals(STOP) && app != null) {
                app.close();
                System.err.println(STOPPED);
            }
        }
        System.exit(0);
    }
}
