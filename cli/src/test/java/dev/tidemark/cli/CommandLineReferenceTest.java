package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.cluster.ClusterOpener;
import dev.tidemark.core.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference page and the commands are one list; with {@code -Dregenerate=true} the page's list is written anew. */
class CommandLineReferenceTest {

    private static final Path PAGE = Path.of(System.getProperty("tidemark.project.root"), "docs", "reference",
            "command-line.md");
    private static final String BEGIN = "<!-- the commands: written by CommandLineReferenceTest -->\n";
    private static final Set<String> OF_ALL = Set.of("--help", "--version");

    @Test
    void every_command_flag_and_argument_is_there_as_the_program_has_it() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String written = page.substring(begin + BEGIN.length());
        String expected = commands();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page.substring(0, begin + BEGIN.length()) + expected);
            return;
        }
        assertThat(written).isEqualTo(expected);
    }

    @Test
    void every_exit_status_is_explained() throws IOException {
        Set<String> explained = new TreeSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.matches("\\| [0-9]+ \\| .*")) {
                explained.add(line.split(" ")[1]);
            }
        }
        Set<String> statuses = new TreeSet<>(Set.of("130", "143"));
        for (ExitCode code : ExitCode.values()) {
            statuses.add(Integer.toString(code.status()));
        }
        assertThat(explained).isEqualTo(statuses);
    }

    private static String commands() {
        CommandLine tidemark = new Cli(
                new CliContext(Terminal.system(), ClusterOpener.overTcp(), Ran.ALREADY_STOPPED)).model();
        StringBuilder text = new StringBuilder();
        leaves(tidemark).forEach(command -> describe(command, text));
        return text.toString();
    }

    private static List<CommandLine> leaves(CommandLine command) {
        Collection<CommandLine> inner = command.getSubcommands().values();
        if (inner.isEmpty()) {
            return List.of(command);
        }
        List<CommandLine> leaves = new ArrayList<>();
        inner.forEach(each -> leaves.addAll(leaves(each)));
        return leaves;
    }

    private static void describe(CommandLine command, StringBuilder text) {
        var spec = command.getCommandSpec();
        text.append("\n## ").append(spec.qualifiedName()).append("\n\n");
        text.append(String.join(" ", spec.usageMessage().description())).append("\n\n| | |\n|---|---|\n");
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            row(argument.paramLabel(), argument.description(), text);
        }
        for (OptionSpec option : spec.options()) {
            if (OF_ALL.contains(option.longestName())) {
                continue;
            }
            String names = String.join(", ", option.names());
            row(names + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
                    + (option.required() ? " (required)" : ""), option.description(), text);
        }
    }

    private static void row(String name, String[] description, StringBuilder text) {
        text.append("| `")
                .append(name.replace("|", "\\|"))
                .append("` | ")
                .append(String.join(" ", description).replace("|", "\\|"))
                .append(" |\n");
    }
}
