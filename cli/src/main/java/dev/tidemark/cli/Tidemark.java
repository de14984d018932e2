package dev.tidemark.cli;

/** The program: runs one command on the main thread and ends with its exit status. */
public final class Tidemark {

    private Tidemark() {}

    public static void main(String[] args) {
        Terminal terminal = Terminal.system();
        int status = new Cli(CliContext.system(terminal)).run(args);
        terminal.flush();
        System.exit(status);
    }
}
