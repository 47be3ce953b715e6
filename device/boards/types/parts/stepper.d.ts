// Stepper motors.
/// <reference path="core.d.ts" />

interface Stepper {
  moveTo(position: number, options?: any): Promise<any>;
  stop(options: any): void;
  getPosition(): number;
}
interface StepperConstructor {
  new (options: any): Stepper;
}
declare const Stepper: StepperConstructor;
