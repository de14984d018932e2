package dev.tidemark.verification.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Clocks, randomness, sleeps and threads come by constructor, so that a test can run a whole cluster on one thread. The
 * seams that may ask the JDK are named here, one by one.
 */
@AnalyzeClasses(packages = "dev.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class SeamsTest {

    /** The program's edge: it owns real clocks and threads and hands them inwards. */
    private static final DescribedPredicate<JavaClass> EDGE = DescribedPredicate.describe("the program's edge",
            type -> type.getPackageName().startsWith("dev.tidemark.cli")
                    || type.getPackageName().startsWith("dev.tidemark.benchmarks")
                    || type.getPackageName().startsWith("dev.tidemark.verification"));

    private static DescribedPredicate<JavaClass> except(String... names) {
        return DescribedPredicate.describe("outside " + String.join(", ", names), type -> {
            for (String allowed : names) {
                if (type.getName().equals(allowed) || type.getName().startsWith(allowed + "$")) {
                    return false;
                }
            }
            return true;
        });
    }

    @ArchTest
    static final ArchRule only_the_system_clock_reads_the_clock = noClasses()
            .that(except("dev.tidemark.core.loop.SystemClock"))
            .and(DescribedPredicate.not(EDGE))
            .should()
            .callMethodWhere(target(owner(assignableTo(System.class)))
                    .and(target(nameMatching("currentTimeMillis|nanoTime"))))
            .orShould()
            .callMethodWhere(target(name("now"))
                    .and(target(owner(DescribedPredicate.describe("java.time", type -> type.getPackageName()
                            .equals("java.time"))))));

    @ArchTest
    static final ArchRule nobody_sleeps = noClasses().should()
            .callMethodWhere(target(owner(assignableTo(Thread.class))).and(target(name("sleep"))));

    @ArchTest
    static final ArchRule randomness_is_handed_in = noClasses().that(DescribedPredicate.not(EDGE))
            .should()
            .callConstructor(java.util.Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(java.util.concurrent.ThreadLocalRandom.class, "current");

    @ArchTest
    static final ArchRule threads_are_made_in_few_places = noClasses()
            .that(except("dev.tidemark.broker.ThreadedHost", "dev.tidemark.broker.net.CoreLoops",
                    "dev.tidemark.client.net.TcpNetwork", "dev.tidemark.embedded.EmbeddedTidemark"))
            .and(DescribedPredicate.not(EDGE))
            .should()
            .callMethodWhere(target(owner(assignableTo(java.util.concurrent.Executors.class))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(Thread.class)))
                    .and(target(nameMatching("ofPlatform|ofVirtual|startVirtualThread"))))
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(Thread.class))))
            .orShould()
            .callConstructorWhere(target(owner(assignableTo("io.netty.channel.MultiThreadIoEventLoopGroup"))));

    @ArchTest
    static final ArchRule no_class_holds_mutable_static_state = classes().that()
            .resideInAPackage("dev.tidemark..")
            .should(NoMutableStatics.CONDITION);

    @ArchTest
    static final ArchRule no_package_is_a_drawer = noClasses().should()
            .resideInAnyPackage("..util..", "..common..",
                    "..utils..", "..helpers..", "..misc..");

    static boolean isStaticMutable(com.tngtech.archunit.core.domain.JavaField field) {
        return field.getModifiers().contains(JavaModifier.STATIC) && !field.getModifiers().contains(JavaModifier.FINAL);
    }
}
