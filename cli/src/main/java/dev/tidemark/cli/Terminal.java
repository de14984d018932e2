package dev.tidemark.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command reads from and writes to. Used by the thread that runs the command.
 *
 * @param in records to produce
 * @param out results, and nothing else; buffered, so flush
 * @param err everything else
 * @param outIsTerminal whether a person reads {@code out}: then results are tables
 * @param errIsTerminal whether a person reads {@code err}: then long work shows how far it is
 * @param env environment variables
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, boolean outIsTerminal,
        boolean errIsTerminal, Map<String, String> env) {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    /** The process's own streams. */
    static Terminal system() {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES), false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Terminal(System.in, out, err, isTerminal(STDOUT), isTerminal(STDERR), System.getenv());
    }

    /** Sends on what is buffered. */
    public void flush() {
        out.flush();
        err.flush();
    }

    /** Asks the system about one stream alone where it can; the JDK's console wants stdin to be a terminal too. */
    private static boolean isTerminal(int stream) {
        Path descriptor = Path.of("/proc/self/fd/" + stream);
        try {
            if (Files.isSymbolicLink(descriptor)) {
                String target = Files.readSymbolicLink(descriptor).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            }
        } catch (IOException unreadable) {
            return false;
        }
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
