package org.outeffhop.experiment.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.DoctorResult.Check;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.hopfield.SoftmaxFunction;

class SoftmaxCertificateTest {
  private static List<Boolean> verdicts(SoftmaxFunction softmax) {
    return new SoftmaxCertificate(softmax).checks().stream().map(Check::holds).toList();
  }

  @Test
  void softmax1HoldsAndWhatIsNotSoftmax1DoesNot() {
    assertEquals(List.of(true, true, true, true, true), verdicts(new Softmax1()));
    assertEquals(List.of(true, false, true, false, true), verdicts(new Softmax1(2)));
    assertEquals(List.of(false, false, true, false, true), verdicts(new Softmax()));
  }
}
