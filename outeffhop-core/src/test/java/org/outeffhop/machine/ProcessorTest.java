package org.outeffhop.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void linuxDescribesX86AndArm() {
    Processor xeon =
        Processor.of(
            "amd64",
            """
            processor\t: 0
            model\t\t: 85
            model name\t: Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz
            flags\t\t: fpu avx2 avx512_vnni

            processor\t: 1
            model name\t: another
            flags\t\t: none
            """);
    assertEquals(Optional.of("Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz"), xeon.name());
    assertEquals(Set.of("fpu", "avx2", "avx512_vnni"), xeon.features());
    assertTrue(xeon.isX86());
    Processor graviton = Processor.of("aarch64", "BogoMIPS : 243\nFeatures\t: fp asimd asimddp\n");
    assertEquals(Optional.empty(), graviton.name());
    assertEquals(Set.of("fp", "asimd", "asimddp"), graviton.features());
    assertFalse(graviton.isX86());
  }

  @Test
  void nothingIsKnownWhereNothingIsTold() {
    assertEquals(
        new Processor("x86_64", Optional.empty(), Set.of()), Processor.of("X86_64", "flags:\n"));
  }

  @Test
  void bfloat16IsToldByItsInstructions() {
    assertFalse(Processor.of("amd64", "flags : avx512f avx512_vnni").hasBfloat16());
    assertTrue(Processor.of("amd64", "flags : avx512f avx512_bf16").hasBfloat16());
    assertTrue(Processor.of("amd64", "flags : amx_tile amx_bf16").hasBfloat16());
    assertTrue(Processor.of("aarch64", "Features : asimd bf16 i8mm").hasBfloat16());
    assertFalse(Processor.of("aarch64", "").hasBfloat16());
  }

  @Test
  void thisMachineHasItsArchitecture() {
    assertEquals(System.getProperty("os.arch"), Processor.ofThisMachine().architecture());
  }
}
