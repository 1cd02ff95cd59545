package org.outeffhop.training;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingState;

/** libtorch's generators, from which dropout draws: the CPU's, and that of the parameters' GPU. */
final class RandomState implements Stateful, AutoCloseable {
  private static final String PART = "random.";

  private final Map<String, Device> devices = new LinkedHashMap<>();

  private RandomState() {}

  static RandomState of(Collection<Tensor> parameters) {
    RandomState state = new RandomState();
    try (TensorScope scope = TensorScope.open()) {
      state.devices.put("cpu", scope.release(Engine.device("cpu")));
      for (Tensor parameter : parameters) {
        if (parameter.is_cuda()) {
          state.devices.computeIfAbsent("cuda", name -> scope.release(parameter.device()));
        }
      }
    }
    return state;
  }

  @Override
  public void save(TrainingState state) {
    devices.forEach((name, device) -> state.put(PART + name, Engine.randomState(device)));
  }

  @Override
  public void load(TrainingState state) {
    devices.forEach((name, device) -> Engine.setRandomState(device, state.tensor(PART + name)));
  }

  @Override
  public void close() {
    devices.values().forEach(Device::close);
  }
}
