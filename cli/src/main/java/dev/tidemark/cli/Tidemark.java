package dev.tidemark.cli;

/** The program: runs one command on the main thread and ends with its exit status. */
public final class Tidemark {

    private Tidemark() {}

    public static void main(String[] args) {
        tuneNetty();
        Terminal terminal = Terminal.system();
        int status = new Cli(CliContext.system(terminal)).run(args);
        terminal.flush();
        System.exit(status);
    }

    /**
     * What Netty would ask the JVM's management interface and flight recorder for, which cost a start more than they bring. Said on the
     * command line, the same properties win.
     */
    private static void tuneNetty() {
        set("io.netty.maxDirectMemory", Long.toString(Runtime.getRuntime().maxMemory()));
        set("io.netty.jfr.enabled", "false");
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
