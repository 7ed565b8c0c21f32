/**
 * Powers of a decay, in WGSL. A chunk of n steps multiplies the state by aⁿ. For a near 1, rounding aⁿ is a bias that every
 * chunk repeats: an error of one part in 2²⁵ in a², say, is after 10⁴ steps one of 10⁻⁴, where the plain recurrence, whose
 * roundings differ from step to step, has 10⁻⁶. So a power is kept beside what it loses, 1 − aⁿ, and the smaller of the two
 * is what is computed: both have small relative errors, and h − (1 − aⁿ)·h is as good as n steps of the recurrence.
 */

/**
 * `decayPower(a, n)` for a ≥ 0 or even n, and `decayed(h, power)`, which is h·aⁿ, for h of the type that is given. An h that is 0 stays 0
 * even where aⁿ is more than f32 holds.
 */
export function decayPowerWgsl(type: 'f32' | 'vec4<f32>'): string {
  return `\
struct Decay {
  kept: f32,
  lost: f32,
}

fn together(p: Decay, q: Decay) -> Decay {
  let kept = p.kept * q.kept;
  let lost = p.lost + q.lost * p.kept;
  if (lost < 0.5) {
    return Decay(1.0 - lost, lost);
  }
  return Decay(kept, 1.0 - kept);
}

fn decayPower(a: f32, n: u32) -> Decay {
  var power = Decay(1.0, 0.0);
  var square = Decay(abs(a), 1.0 - abs(a));
  for (var rest = n; rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) {
      power = together(power, square);
    }
    if (rest > 1u) {
      square = together(square, square);
    }
  }
  return power;
}

fn decayed(h: ${type}, decay: Decay) -> ${type} {
  let left = select(decay.kept * h, h - decay.lost * h, decay.lost < 0.5);
  return select(left, h, h == ${type}());
}
`;
}
