export async function main(args: string[]): Promise<number> {
  console.log(args.length);
  return 0;
}
