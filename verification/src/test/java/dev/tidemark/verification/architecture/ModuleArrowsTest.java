package dev.tidemark.verification.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The arrows between modules and packages. A rule that fails says which class reached where; move the class or pass what
 * it needs by constructor before you think of widening the rule, which is an ADR.
 */
@AnalyzeClasses(packages = "dev.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {

    private static final String[] JDK = {"java..", "javax..", "com.sun.management..", "org.slf4j..", "org.jspecify..",
            "com.google.errorprone.."};

    private static String[] with(String... packages) {
        String[] all = java.util.Arrays.copyOf(JDK, JDK.length + packages.length);
        System.arraycopy(packages, 0, all, JDK.length, packages.length);
        return all;
    }

    private static final String[] CORE_LOG = {"dev.tidemark.core..", "dev.tidemark.serde..", "dev.tidemark.record..",
            "dev.tidemark.storage..", "dev.tidemark.log.."};

    @ArchTest
    static final ArchRule core_log_needs_the_jdk_and_compression_only = classes().that()
            .resideInAnyPackage(CORE_LOG)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.tidemark.core..", "dev.tidemark.serde..",
                    "dev.tidemark.record..", "dev.tidemark.storage..", "dev.tidemark.log..", "net.jpountz..",
                    "com.github.luben.zstd..", "org.xerial.snappy.."));

    @ArchTest
    static final ArchRule protocol_sees_ids_and_record_bytes_only = classes().that()
            .resideInAPackage("dev.tidemark.protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.tidemark.protocol..", "dev.tidemark.core..", "dev.tidemark.record.."));

    @ArchTest
    static final ArchRule client_sees_protocol_and_netty = classes().that()
            .resideInAPackage("dev.tidemark.client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.tidemark.client..",
                    "dev.tidemark.protocol..", "dev.tidemark.core..", "dev.tidemark.record..", "dev.tidemark.serde..",
                    "io.netty.."));

    @ArchTest
    static final ArchRule broker_sees_log_protocol_and_the_transport_seam = classes().that()
            .resideInAPackage("dev.tidemark.broker..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.tidemark.broker..", "dev.tidemark.client.net..", "dev.tidemark.protocol..",
                    "dev.tidemark.core..", "dev.tidemark.serde..", "dev.tidemark.record..", "dev.tidemark.storage..",
                    "dev.tidemark.log..", "io.netty.."));

    @ArchTest
    static final ArchRule stores_see_engines_and_no_log = classes().that()
            .resideInAPackage("dev.tidemark.state..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.tidemark.state..", "dev.tidemark.core..",
                    "dev.tidemark.serde..", "dev.tidemark.record..", "dev.tidemark.storage..", "org.rocksdb..",
                    "com.github.benmanes.caffeine.."));

    @ArchTest
    static final ArchRule streams_never_see_the_broker_or_the_log = noClasses().that()
            .resideInAPackage("dev.tidemark.streams..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.broker..", "dev.tidemark.log..", "dev.tidemark.embedded..",
                    "dev.tidemark.cli..", "dev.tidemark.examples..");

    @ArchTest
    static final ArchRule what_users_wrote_is_pure = noClasses().that()
            .resideInAnyPackage("dev.tidemark.streams",
                    "dev.tidemark.streams.plan..", "dev.tidemark.streams.rewrite..", "dev.tidemark.streams.topology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.streams.runtime..", "dev.tidemark.client..",
                    "dev.tidemark.state.rocksdb..", "dev.tidemark.state.memory..", "io.netty..");

    @ArchTest
    static final ArchRule jackson_stays_in_its_corners = noClasses().that()
            .resideInAPackage("dev.tidemark..")
            .and()
            .resideOutsideOfPackages("dev.tidemark.streams.json..", "dev.tidemark.cli..", "dev.tidemark.examples..",
                    "dev.tidemark.benchmarks..", "dev.tidemark.verification.simulation.run..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tools.jackson..");

    @ArchTest
    static final ArchRule the_command_line_never_names_examples = noClasses().that()
            .resideInAPackage("dev.tidemark.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tidemark.examples..");

    @ArchTest
    static final ArchRule no_kafka_class_ships = noClasses().that()
            .resideInAPackage("dev.tidemark..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    /** A judge that shares a class with what it judges shares its mistakes. */
    @ArchTest
    static final ArchRule oracles_import_nothing_of_what_they_judge = classes().that()
            .resideInAnyPackage("dev.tidemark.verification.simulation.history..",
                    "dev.tidemark.verification.simulation.check..",
                    "dev.tidemark.verification.simulation.workload.plan..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.tidemark.verification.simulation.history..",
                    "dev.tidemark.verification.simulation.check..",
                    "dev.tidemark.verification.simulation.workload.plan..");

    @ArchTest
    static final ArchRule histories_know_no_judge = noClasses().that()
            .resideInAPackage("dev.tidemark.verification.simulation.history..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tidemark.verification.simulation.check..");

    @ArchTest
    static final ArchRule packages_of_the_broker_point_one_way = slices().matching("dev.tidemark.broker.(*)..")
            .should()
            .beFreeOfCycles();
}
