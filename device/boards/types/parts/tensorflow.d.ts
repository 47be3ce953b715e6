// TensorFlow Lite.
/// <reference path="core.d.ts" />

interface EspruinoBuiltInModules {
  readonly tensorflow: TensorflowModule;
}
interface TFMicroInterpreter {
  getInput(): any;
  getOutput(): any;
  invoke(): void;
}
interface TFMicroInterpreterConstructor {}
interface TensorflowModule {
  create(arenaSize: number, model: any): TFMicroInterpreter;
}
declare const TFMicroInterpreter: TFMicroInterpreterConstructor;
declare module 'tensorflow' {
  const inside: TensorflowModule;
  export default inside;
}
